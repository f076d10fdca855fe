package dev.llmfit.recommend.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.AnyMachine;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.GraphEstimator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is only tried, against what is sized. */
class SizerTest {
    private static final int CARDS = 2;
    private static final double BANDWIDTH = 500;

    @ParameterizedTest
    @CsvSource({"llama3.1-8b, 4", "qwen3-30b-a3b, 12", "gemma3-12b, 6"})
    void whatFitsIsExactAndWhatOverfillsOverfills(String id, double gib) {
        Model model =
                Quantizer.quantize(Catalogue.bundled().byId(id).orElseThrow().model(), FileType.Q4_K_M);
        Machine machine = AnyMachine.cpu(64, BANDWIDTH);
        for (int card = 0; card < CARDS; card++) {
            machine = AnyMachine.withCard(machine, Backend.CUDA, gib, BANDWIDTH);
        }
        Budgets budgets = Budgets.of(machine, Budgets.DEFAULT_MARGIN);
        Sizer trying = new Sizer(new GraphEstimator(), model, budgets.memory(), EngineBuild.NEWEST);
        int overfull = 0;
        for (int layers = 1; layers < 50; layers++) {
            for (List<Double> split : List.of(List.<Double>of(), List.of(1.0, 2.0))) {
                LaunchOptions options = LaunchOptions.defaults()
                        .withNCtx(8192)
                        .withNGpuLayers(layers)
                        .withTensorSplit(split);
                Optional<Estimate> tried = trying.tried(options, budgets);
                Optional<Estimate> sized =
                        new Sizer(new GraphEstimator(), model, budgets.memory(), EngineBuild.NEWEST).size(options);
                boolean fits = tried.filter(budgets::devicesFit).isPresent();
                assertEquals(sized.filter(budgets::devicesFit).isPresent(), fits, options.toString());
                if (fits) {
                    assertEquals(sized, tried);
                } else {
                    overfull++;
                }
                assertEquals(sized, trying.size(options));
            }
        }
        assertTrue(overfull > 0);
    }
}
