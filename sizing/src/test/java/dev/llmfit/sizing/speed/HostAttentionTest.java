package dev.llmfit.sizing.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.sizing.LaunchOptions;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention on a processor: what llama-bench b11434 loses of its speed with tokens before, on one thread of an EPYC. */
class HostAttentionTest {
    private static final SpeedModel SPEEDS = SpeedModel.bundled();

    private static SpeedRequest at(String name, int depth, int prompt, LaunchOptions options) {
        Model model =
                Quantizer.quantize(Catalogue.bundled().find(name).orElseThrow().model(), FileType.Q8_0);
        ModelWork work = ModelWork.of(model, HyperParameters.of(model));
        SpeedHost host = new SpeedHost(
                Optional.of(200e9), Optional.empty(), 1, Set.of("avx512f"), "x86_64", ProcessorKind.SERVER);
        List<Integer> where = Collections.nCopies(work.layers().size() + 1, -1);
        return new SpeedRequest(work, options, where, true, List.of(), Optional.of(host), prompt, 16, depth, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "smollm2-135m, 105.1, 21.9, 304.6, 117.9",
        "qwen3-0.6b, 30.61, 10.67, 79.07, 41.48",
        "gemma3-270m, 64.43, 48.4, 295.99, 244.87"
    })
    void depthCostsAsMuchAsMeasured(String model, double tg, double deepTg, double pp, double deepPp) {
        LaunchOptions options = LaunchOptions.defaults();
        double written = SPEEDS.generation(at(model, 2048, 128, options)).mid()
                / SPEEDS.generation(at(model, 0, 128, options)).mid();
        assertEquals(1, written / (deepTg / tg), 0.3, "generation keeps " + written + " of " + deepTg / tg);
        double read = SPEEDS.prompt(at(model, 2048, 128, options)).mid()
                / SPEEDS.prompt(at(model, 0, 128, options)).mid();
        assertEquals(1, read / (deepPp / pp), 0.3, "prompts keep " + read + " of " + deepPp / pp);
    }

    @Test
    void cellsAreVisitedOneByOneWhereThereAreNoTiles() {
        LaunchOptions quantized =
                LaunchOptions.defaults().withTypeK(GgmlType.Q8_0).withTypeV(GgmlType.Q8_0);
        double tiled = SPEEDS.prompt(at("qwen3-0.6b", 8192, 128, LaunchOptions.defaults()))
                .mid();
        assertTrue(tiled
                > 2 * SPEEDS.prompt(at("qwen3-0.6b", 8192, 128, quantized)).mid());
        assertTrue(tiled
                > 2
                        * SPEEDS.prompt(at("qwen3-0.6b", 8192, 63, LaunchOptions.defaults()))
                                .mid());
    }
}
