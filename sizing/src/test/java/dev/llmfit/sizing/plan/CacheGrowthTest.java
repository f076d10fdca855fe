package dev.llmfit.sizing.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.memory.CacheGrowth;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CacheGrowthTest {
    private static Optional<CacheGrowth> growth(Model model) {
        return CacheGrowth.of(HyperParameters.of(model));
    }

    private static Model model(String id) {
        return Catalogue.bundled().byId(id).map(CatalogueEntry::model).orElseThrow();
    }

    /** By hand: latent attention keeps one row of 576 values a layer, hybrids attend in some layers. */
    @ParameterizedTest
    @CsvSource({
        "llama3.1-8b, 131072, 32",
        "deepseek-v3, 70272, 61",
        "deepseek-v2-lite, 31104, 27",
        "glm-4.7-flash, 54144, 47",
        "kimi-linear-48b-a3b, 8064, 7",
        "qwen3-next-80b-a3b, 24576, 12",
        "qwen3.5-9b, 32768, 8",
        "gemma3-27b, 81920, 10",
    })
    void aTokenTakesWhatItsLayersKeep(String id, long bytes, int layers) {
        assertEquals(Optional.of(new CacheGrowth(Bytes.of(bytes), layers)), growth(model(id)));
    }

    static Stream<String> catalogue() {
        return Catalogue.bundled().summaries().stream().map(ModelSummary::id);
    }

    /** The difference of two launches, both with more context than any window, is what so many tokens add. */
    @ParameterizedTest
    @MethodSource("catalogue")
    void twoLaunchesDifferByIt(String id) {
        PreparedModel model = PreparedModel.of(model(id));
        int fewer = 1 << 16;
        int more = fewer + (1 << 15); // deepseek4 pools 128 tokens, and pads to 256 of them
        assertEquals(
                context(model, more) - context(model, fewer),
                CacheGrowth.of(model.hyperParameters())
                        .map(g -> g.perToken().count() * (more - fewer))
                        .orElse(0L));
    }

    private static long context(PreparedModel model, int nCtx) {
        LaunchOptions options = LaunchOptions.defaults().withNCtx(nCtx);
        return Placement.of(model, List.of(), options, EngineBuild.NEWEST)
                .memory()
                .bytes()[0];
    }
}
