package dev.llmfit.sizing.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compute buffers in MiB of {@code llama-server --embeddings -c 512 -b 512 -ub 512 -np 1} of b11434 on the CPU, as its log prints them. */
class PooledEmbeddingsTest {
    @ParameterizedTest
    @CsvSource({
        "embeddinggemma-300m, true, 16.01",
        "embeddinggemma-300m, false, 15.26",
        "nomic-embed-text-v1.5, true, 26.01",
        "all-minilm-22m, true, 7.26",
        "jina-embeddings-v2-small-en, true, 17.51",
    })
    void denseHeadsAreCounted(String id, boolean embeddings, String mib) {
        Model model = Catalogue.bundled().find(id).map(CatalogueEntry::model).orElseThrow();
        LaunchOptions options = LaunchOptions.defaults()
                .withNCtx(512)
                .withNBatch(512)
                .withNUbatch(512)
                .withEmbeddings(embeddings);
        double compute = new GraphEstimator()
                        .estimate(model, List.of(), options, EngineBuild.NEWEST)
                        .host()
                        .compute()
                        .count()
                / (double) (1 << 20);
        assertEquals(mib, String.format(Locale.ROOT, "%.2f", compute));
    }
}
