package dev.llmfit.sizing.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.sizing.LaunchOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A processor whose kernels cost other than the formula says is found out from a few small models. */
class ProcessorCalibrationTest {
    private static final SpeedHost HOST = new SpeedHost(Optional.of(6e10), 4, Set.of("avx2"), "x86_64");
    private static final int PROMPT = 128;
    private static final int GENERATED = 24;
    /** What the made-up processor takes for a class, relative to the formula. */
    private static final Map<WeightClass, Double> READS = Map.of(
            WeightClass.Q8, 1.4, WeightClass.Q6, 0.8, WeightClass.K4, 1.1, WeightClass.K5, 1.7, WeightClass.Q4, 0.7);

    private static final double LAYERS = 2;

    private static ModelWork work(String name, FileType type) {
        Model model =
                Quantizer.quantize(Catalogue.bundled().find(name).orElseThrow().model(), type);
        return ModelWork.of(model, HyperParameters.of(model));
    }

    private static SpeedEstimate predict(ModelWork work, List<ProcessorReading> readings) {
        List<Integer> placement = Collections.nCopies(work.layers().size() + 1, -1);
        SpeedRequest request = new SpeedRequest(
                work, LaunchOptions.defaults(), placement, true, List.of(), Optional.of(HOST), PROMPT, GENERATED, 0, 1);
        return SpeedModel.bundled().withEvidence(new OfProcessor(readings)).predict(request);
    }

    /** Seconds per token of the made-up processor: each class, the layers and attention as the formula has it. */
    private static double trueSeconds(ModelWork model) {
        ProcessorRates rates = new ProcessorRates(SpeedConstants.bundled(), HOST, List.of());
        ProcessorWork work = ProcessorWork.of(model);
        double t = LAYERS * rates.layerSeconds(work.tensors())
                + rates.attentionSeconds(work.attention() * GENERATED / 2.0);
        for (WeightClass c : WeightClass.values()) {
            double bytes = work.bytes().getOrDefault(c.id(), 0.0);
            t += READS.getOrDefault(c, 1.0) * rates.readSeconds(c, bytes, 1);
        }
        return t;
    }

    private static List<ProcessorReading> calibration() {
        List<ProcessorReading> readings = new ArrayList<>();
        readings.add(reading("smollm2-135m", FileType.Q8_0));
        for (FileType type : List.of(FileType.Q8_0, FileType.Q6_K, FileType.Q4_K_M, FileType.Q5_K_M, FileType.Q4_0)) {
            readings.add(reading("qwen3-0.6b", type));
        }
        return readings;
    }

    private static ProcessorReading reading(String name, FileType type) {
        ModelWork work = work(name, type);
        double pp = predict(work, List.of()).pp().mid();
        return new ProcessorReading(ProcessorWork.of(work), GENERATED, 1 / trueSeconds(work), PROMPT, pp / 2);
    }

    @ParameterizedTest
    @CsvSource({
        "llama3.1-8b, Q4_K_M",
        "llama3.1-8b, Q8_0",
        "qwen3-1.7b, Q5_K_M",
        "llama3.2-3b, Q4_0",
        "qwen3-1.7b, Q6_K"
    })
    void otherModelsArePredictedByTheirMixOfTypes(String name, FileType type) {
        ModelWork work = work(name, type);
        SpeedEstimate calibrated = predict(work, calibration());
        assertEquals(SpeedEstimate.Basis.CALIBRATED, calibrated.basis());
        assertEquals(1, calibrated.tg().mid() * trueSeconds(work), 0.04);
        double promptByFormula = predict(work, List.of()).pp().mid();
        assertEquals(0.5, calibrated.pp().mid() / promptByFormula, 0.03);
    }

    @Test
    void aClassThatNoModelHoldsFollowsTheWhole() {
        ModelWork work = work("llama3.1-8b", FileType.F16);
        double whole = predict(work, List.of()).tg().mid()
                / predict(work, calibration()).tg().mid();
        assertTrue(whole > 0.9 && whole < 1.6, "between the classes: " + whole);
    }

    private record OfProcessor(List<ProcessorReading> readings) implements Evidence {
        @Override
        public List<ProcessorReading> processor(int threads) {
            return readings;
        }
    }
}
