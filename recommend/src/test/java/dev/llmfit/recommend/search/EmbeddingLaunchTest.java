package dev.llmfit.recommend.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.AnyMachine;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.offer.CatalogueOffer;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.speed.FittedSpeed;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.speed.SpeedModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that write nothing are started for what they give: vectors, or the rank of a passage. */
class EmbeddingLaunchTest {
    private static final Machine CARD = AnyMachine.withCard(AnyMachine.cpu(32, 60), Backend.CUDA, 16, 500);

    /** llama-server's --reranking is --embeddings with --pooling rank; without it a reranker answers with vectors. */
    @ParameterizedTest
    @CsvSource({
        "bge-reranker-v2-m3, RANK",
        "qwen3-reranker-0.6b, RANK",
        "bge-reranker-base, RANK",
        "qwen3-embedding-0.6b, LAST",
        "nomic-embed-text-v1.5, the file's"
    })
    void isPooledAsItWasMade(String id, String pooling) {
        CatalogueOffer offer =
                CatalogueOffer.of(id, Catalogue.bundled().byId(id).orElseThrow());
        Engines engines = new Engines(new GraphEstimator(), new FittedSpeed(SpeedModel.bundled()), EngineBuild.NEWEST);
        LaunchOptions options = new Recommender(CARD, RuleBook.bundled(), engines)
                .forModel(offer, Request.chat().withTop(1))
                .candidates()
                .getFirst()
                .options();
        assertTrue(options.embeddings());
        assertEquals(pooling, options.pooling().map(Enum::name).orElse("the file's"));
    }
}
