package dev.llmfit.sizing.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.fixtures.RecordedHeaders.EmbeddingLaunch;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.Pooling;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.RecordedModels;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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
        assertEquals(mib, compute(model, options));
    }

    static List<EmbeddingLaunch> launches() {
        return RecordedHeaders.embeddingLaunches();
    }

    /** Every row of a batch is an output, however few outputs a server of text has. */
    @ParameterizedTest
    @MethodSource("launches")
    void everyRowIsAnOutput(EmbeddingLaunch launch) {
        Model model = RecordedModels.f16(launch.model());
        LaunchOptions options = LaunchOptions.defaults()
                .withNCtx(launch.nCtx())
                .withNBatch(launch.nBatch())
                .withNUbatch(launch.nUbatch())
                .withNParallel(launch.nParallel())
                .withNOutputsMax(launch.nParallel())
                .withFlashAttn(FlashAttn.valueOf(launch.flashAttn().toUpperCase(Locale.ROOT)))
                .withEmbeddings(true)
                .withPooling(Pooling.valueOf(launch.pooling().toUpperCase(Locale.ROOT)));
        assertEquals(launch.compute(), compute(model, options));
    }

    /** Pooling without embeddings limits no rows either, and pools none. */
    @Test
    void poolingAloneMakesEveryRowAnOutput() {
        Model model = Catalogue.bundled()
                .find("qwen3-0.6b")
                .map(CatalogueEntry::model)
                .orElseThrow();
        LaunchOptions rows =
                LaunchOptions.defaults().withNCtx(4096).withNUbatch(512).withNOutputsMax(0);
        LaunchOptions one = rows.withNOutputsMax(1);
        assertEquals(compute(model, rows), compute(model, one.withPooling(Pooling.LAST)));
        assertEquals(compute(model, one), compute(model, one.withPooling(Pooling.NONE)));
    }

    private static String compute(Model model, LaunchOptions options) {
        double compute = new GraphEstimator()
                        .estimate(model, List.of(), options, new EngineBuild(11_434))
                        .host()
                        .compute()
                        .count()
                / (double) (1 << 20);
        return String.format(Locale.ROOT, "%.2f", compute);
    }
}
