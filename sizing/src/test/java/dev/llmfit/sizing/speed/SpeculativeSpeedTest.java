package dev.llmfit.sizing.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.sizing.LaunchOptions;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class SpeculativeSpeedTest {
    private static final SpeedModel SPEEDS = SpeedModel.bundled();

    private static SpeedRequest onGpu(String name, FileType type) {
        return onGpu(name, type, "geforce-rtx-4090-24g");
    }

    private static SpeedRequest onGpu(String name, FileType type, String card) {
        return onGpu(name, type, card, Backend.CUDA);
    }

    private static SpeedRequest onGpu(String name, FileType type, String card, Backend backend) {
        Model model =
                Quantizer.quantize(Catalogue.bundled().find(name).orElseThrow().model(), type);
        ModelWork work = ModelWork.of(model, HyperParameters.of(model));
        SpeedDevice gpu = HardwareDatabase.bundled()
                .byId(card)
                .flatMap(e -> SpeedDevice.of(e, backend))
                .orElseThrow();
        return new SpeedRequest(
                work,
                LaunchOptions.defaults(),
                Collections.nCopies(work.layers().size() + 1, 0),
                true,
                List.of(gpu),
                Optional.empty(),
                512,
                128,
                0,
                1);
    }

    /** Tokens of a round: 1 + a + a² + … + aⁿ. */
    @ParameterizedTest
    @CsvSource({"0.5, 1, 1.5", "0.5, 3, 1.875", "0.8, 3, 2.952", "0.6, 2, 1.96"})
    void aRoundYieldsAGeometricSum(double accepted, int nDraft, double expected) {
        assertEquals(expected, SpeculativeSpeed.tokens(accepted, nDraft), 1e-9);
    }

    @Test
    void aSmallDraftHelpsALargeDenseModel() {
        SpeedRequest target = onGpu("qwen3-32b", FileType.Q4_K_M);
        SpeedRange alone = SPEEDS.generation(target);
        SpeedRange helped = SpeculativeSpeed.generation(
                        SPEEDS, target, onGpu("qwen3-0.6b", FileType.Q4_K_M), SpeculativeSpeed.N_DRAFT)
                .tg();
        assertTrue(helped.mid() > 1.3 * alone.mid(), helped + " against " + alone);
        assertTrue(helped.high() < 2.952 * alone.high(), "more than a round yields: " + helped);
    }

    @Test
    void aDraftAsSlowAsTheModelCostsMoreThanItGives() {
        SpeedRequest target = onGpu("qwen3-4b", FileType.Q4_K_M);
        SpeedRange helped = SpeculativeSpeed.generation(SPEEDS, target, target, SpeculativeSpeed.N_DRAFT)
                .tg();
        assertTrue(helped.mid() < SPEEDS.generation(target).mid(), helped::toString);
    }

    @Test
    void aRoundWithoutDraftsIsNone() {
        SpeedRequest target = onGpu("qwen3-4b", FileType.Q4_K_M);
        assertThrows(IllegalArgumentException.class, () -> SpeculativeSpeed.generation(SPEEDS, target, target, 0));
    }

    /**
     * Models that propose tokens with layers of their own: a 27B Q4_K_M on an RTX 3090 at 50 to 59 tok/s (club-3090), on an RTX 5090 at
     * 110 where it has 68 without (bench.unsigned.gg, 2026-07-04; Q4_K_M of Ollama 0.31.1).
     */
    @ParameterizedTest
    @CsvSource({"qwen3.6-27b, geforce-rtx-3090-24g, 54", "qwen3.6-27b, geforce-rtx-5090-32g, 110"})
    void ownLayersHelpAsMuchAsWasMeasured(String name, String card, double measured) {
        SpeedRequest target = onGpu(name, FileType.Q4_K_M, card);
        SpeedRange helped = SpeculativeSpeed.nextTokens(SPEEDS, target, SpeculativeSpeed.N_DRAFT)
                .tg();
        SpeedRange alone = SPEEDS.generation(target);
        assertTrue(helped.mid() > alone.mid(), helped + " against " + alone);
        assertTrue(helped.low() < measured && measured < helped.high(), card + ": " + helped);
    }

    /** Rows of next-token-rows.csv: what drafting with own layers gained on machines of strangers, at the share that was accepted. */
    @ParameterizedTest
    @CsvFileSource(resources = "/dev/llmfit/fixtures/speed/next-token-rows.csv", numLinesToSkip = 1)
    void theGainAtTheMeasuredAcceptanceIsAsMeasured(
            String hardware,
            String backend,
            FileType quant,
            double base,
            double helped,
            int nDraft,
            double accepted,
            String row) {
        SpeedRequest target =
                onGpu("qwen3.8-27b", quant, hardware, Backend.byId(backend).orElseThrow());
        double gain = SpeculativeSpeed.gain(SPEEDS, target, nDraft, accepted);
        assertEquals(1, gain * base / helped, 0.3, row + ": measured " + helped / base + ", said " + gain);
        SpeedRange said = SpeculativeSpeed.nextTokens(SPEEDS, target, nDraft).tg();
        double alone = SPEEDS.generation(target).mid();
        assertTrue(said.low() / alone <= helped / base && helped / base <= said.high() / alone, row + ": " + said);
    }
}
