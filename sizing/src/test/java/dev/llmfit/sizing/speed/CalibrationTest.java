package dev.llmfit.sizing.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.Evidence.Test;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A made-up machine whose parts cost other than the formula says is found out from a few small models. */
class CalibrationTest {
    private static final SpeedHost HOST = new SpeedHost(Optional.of(6e10), 4, Set.of("avx2"), "x86_64");
    private static final List<SpeedDevice> CARD = List.of(SpeedDevice.of(
                    HardwareDatabase.bundled().byId("geforce-rtx-3090-24g").orElseThrow(), Backend.CUDA)
            .orElseThrow());
    private static final SpeedModel FORMULA = SpeedModel.bundled();
    private static final int DEPTH = 8192;

    /** What the machine takes of each part, relative to the formula. */
    private static Prices truth() {
        double[] prices = new double[CostPart.PRICES];
        Arrays.fill(prices, 1.3);
        prices[WeightClass.K4.index()] = 1.1;
        prices[WeightClass.Q6.index()] = 1.6;
        prices[CostPart.EXPERTS.index()] = 2.5;
        prices[CostPart.ATTENTION.index()] = 6;
        prices[CostPart.LINK.index()] = 0.6;
        return new Prices(prices, prices);
    }

    private static SpeedRequest request(String name, FileType type, boolean device, boolean copied, int depth) {
        Model model =
                Quantizer.quantize(Catalogue.bundled().find(name).orElseThrow().model(), type);
        ModelWork work = ModelWork.of(model, HyperParameters.of(model));
        List<Integer> placement = Collections.nCopies(work.layers().size() + 1, device && !copied ? 0 : -1);
        return new SpeedRequest(
                work,
                LaunchOptions.defaults(),
                placement,
                true,
                device ? CARD : List.of(),
                Optional.of(HOST),
                512,
                64,
                depth,
                1);
    }

    private static double trueSeconds(SpeedRequest request, Test test) {
        return test == Test.PP
                ? request.nPrompt()
                        / FORMULA.predict(PricedWork.prompt(request, truth()))
                                .pp()
                                .mid()
                : 1
                        / FORMULA.predict(PricedWork.generation(request, truth()))
                                .tg()
                                .mid();
    }

    private static CalibrationReading reading(SpeedRequest request, Test test) {
        return new CalibrationReading(test, FORMULA.parts(request, test), trueSeconds(request, test), 0);
    }

    private static Calibration calibration(boolean device) {
        List<CalibrationReading> readings = new ArrayList<>();
        for (Test test : Test.values()) {
            readings.add(reading(request("qwen3-0.6b", FileType.Q4_K_M, device, false, 0), test));
            readings.add(reading(request("qwen3-1.7b", FileType.Q4_K_M, device, false, 0), test));
            readings.add(reading(request("qwen3-30b-a3b", FileType.Q4_K_M, device, false, 0), test));
            readings.add(reading(request("qwen3-0.6b", FileType.Q4_K_M, device, false, DEPTH), test));
            readings.add(reading(request("qwen3-0.6b", FileType.Q6_K, device, false, 0), test));
        }
        if (device) {
            readings.add(reading(request("qwen3-4b", FileType.Q4_K_M, true, true, 0), Test.PP));
        }
        return Calibration.of(readings, Optional.empty()).orElseThrow();
    }

    /** Depth, experts and copies over the link gain from their own readings, not from one factor. */
    @ParameterizedTest
    @CsvSource({
        "llama3.1-8b,   Q4_K_M, false, false, 0,    0.06",
        "llama3.1-8b,   Q4_K_M, false, false, 8192, 0.10",
        "llama3.1-8b,   Q6_K,   false, false, 0,    0.06",
        "olmoe-1b-7b,   Q4_K_M, false, false, 0,    0.12",
        "llama3.1-8b,   Q4_K_M, true,  false, 0,    0.08",
        "llama3.1-8b,   Q4_K_M, true,  false, 8192, 0.12",
        "llama3.1-8b,   Q4_K_M, true,  true,  0,    0.12",
        "olmoe-1b-7b,   Q4_K_M, true,  true,  0,    0.15"
    })
    void otherModelsArePredictedPartByPart(
            String name, FileType type, boolean device, boolean copied, int depth, double tolerance) {
        SpeedRequest request = request(name, type, device, copied, depth);
        Evidence evidence = new Of(calibration(device));
        SpeedEstimate said = FORMULA.withEvidence(evidence).predict(request);
        assertEquals(1, said.pp().mid() * trueSeconds(request, Test.PP) / request.nPrompt(), tolerance, "prompt");
        if (!copied) {
            assertEquals(1, said.tg().mid() * trueSeconds(request, Test.TG), tolerance, "generation");
            assertEquals(SpeedEstimate.Basis.CALIBRATED, said.basis());
        }
    }

    /** One quick reading of any model moves the others, and no part that it does not tell. */
    @org.junit.jupiter.api.Test
    void oneReadingMovesOtherModels() {
        SpeedRequest small = request("qwen3-0.6b", FileType.Q4_K_M, true, false, 0);
        Calibration one = Calibration.of(
                        List.of(
                                new CalibrationReading(
                                        Test.TG, FORMULA.parts(small, Test.TG), 2 * seconds(small, Test.TG), 0),
                                new CalibrationReading(
                                        Test.PP, FORMULA.parts(small, Test.PP), 2 * seconds(small, Test.PP), 0)),
                        Optional.empty())
                .orElseThrow();
        SpeedRequest large = request("llama3.1-8b", FileType.Q4_K_M, true, false, 0);
        SpeedModel calibrated = FORMULA.withEvidence(new Of(one));
        assertEquals(
                0.5,
                calibrated.predict(large).tg().mid()
                        / FORMULA.predict(large).tg().mid(),
                0.1);
        assertEquals(
                0.5,
                calibrated.predict(large).pp().mid()
                        / FORMULA.predict(large).pp().mid(),
                0.1);
        assertEquals(Calibration.Knowledge.ONCE, one.knowledge(Test.TG, large));
        SpeedRequest deep = request("llama3.1-8b", FileType.Q4_K_M, true, false, DEPTH);
        assertEquals(Calibration.Knowledge.PARTLY, one.knowledge(Test.TG, deep));
        double wide = width(FORMULA.predict(deep).tg());
        assertEquals(wide, width(calibrated.predict(deep).tg()), 1e-9, "the range at depth stays as wide as before");
        SpeedRequest processor = request("llama3.1-8b", FileType.Q4_K_M, false, false, 0);
        assertEquals(Calibration.Knowledge.NOTHING, one.knowledge(Test.TG, processor));
        assertEquals(SpeedEstimate.Basis.MODEL, calibrated.predict(processor).basis());
    }

    /** A reading that is twice as long, of which little is known, moves predictions little; and all of them together less than they say. */
    @org.junit.jupiter.api.Test
    void readingsCountByHowWellTheyAreKnown() {
        SpeedRequest small = request("qwen3-0.6b", FileType.Q4_K_M, true, false, 0);
        SpeedRequest other = request("qwen3-1.7b", FileType.Q4_K_M, true, false, 0);
        SpeedRequest large = request("llama3.1-8b", FileType.Q4_K_M, true, false, 0);
        CalibrationReading known =
                new CalibrationReading(Test.TG, FORMULA.parts(small, Test.TG), 1.2 * seconds(small, Test.TG), 0.01);
        double[] said = new double[2];
        for (int i = 0; i < said.length; i++) {
            CalibrationReading odd = new CalibrationReading(
                    Test.TG, FORMULA.parts(other, Test.TG), 2.4 * seconds(other, Test.TG), i == 0 ? 0.01 : 0.5);
            Calibration both =
                    Calibration.of(List.of(known, odd), Optional.empty()).orElseThrow();
            said[i] = FORMULA.withEvidence(new Of(both)).predict(large).tg().mid()
                    / FORMULA.predict(large).tg().mid();
        }
        assertEquals(1 / 1.2, said[1], 0.05, "the poor reading hardly counts");
        assertTrue(said[0] < 0.7, () -> "two good readings share: " + said[0]);
        CalibrationReading poor =
                new CalibrationReading(Test.TG, FORMULA.parts(small, Test.TG), 2 * seconds(small, Test.TG), 0.7);
        Calibration shrunk = Calibration.of(List.of(poor), Optional.empty()).orElseThrow();
        double half = FORMULA.withEvidence(new Of(shrunk)).predict(large).tg().mid()
                / FORMULA.predict(large).tg().mid();
        assertTrue(half > 0.6 && half < 0.9, () -> "half way to the formula: " + half);
    }

    @org.junit.jupiter.api.Test
    void factorsSayWhichPartsAreKnown() {
        Calibration calibration = calibration(true);
        assertTrue(
                calibration.factors().keySet().containsAll(List.of("tg.device.k4", "pp.device.link")),
                () -> calibration.factors().toString());
        assertEquals(1 / 0.6, Objects.requireNonNull(calibration.factors().get("pp.device.link")), 0.3);
        assertTrue(calibration.factors().keySet().stream().noneMatch(name -> name.contains("host")));
    }

    private static double width(SpeedRange range) {
        return range.low() / range.mid();
    }

    private static double seconds(SpeedRequest request, Test test) {
        return FORMULA.parts(request, test).seconds();
    }

    private record Of(Calibration told) implements Evidence {
        @Override
        public Optional<Calibration> calibration(SpeedRequest request) {
            return Optional.of(told);
        }
    }
}
