package dev.llmfit.sizing.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Layers for next-token prediction take memory where they are used, and took it always before b10216. */
class NextTokenLayersTest {
    private static final LaunchOptions UNUSED = LaunchOptions.defaults().withNCtx(4096);

    @Test
    void areSkippedSinceBuild10216UnlessTheyAreUsed() {
        long used = weights("qwen3.8:27b", UNUSED.withLoadMtp(true), 11_434);
        long unused = weights("qwen3.8:27b", UNUSED, 11_434);
        assertTrue(unused < used, unused + " of " + used);
        assertEquals(unused, weights("qwen3.8:27b", UNUSED, 10_216));
        assertEquals(used, weights("qwen3.8:27b", UNUSED, 10_204));
    }

    @Test
    void othersWereNeverLoadedWithoutUse() {
        assertEquals(weights("glm-4.5-air", UNUSED, 11_434), weights("glm-4.5-air", UNUSED, 10_000));
    }

    private static long weights(String name, LaunchOptions options, int build) {
        Model model = Catalogue.bundled().find(name).map(CatalogueEntry::model).orElseThrow();
        return new GraphEstimator()
                .estimate(model, List.of(), options, new EngineBuild(build))
                .host()
                .weights()
                .count();
    }
}
