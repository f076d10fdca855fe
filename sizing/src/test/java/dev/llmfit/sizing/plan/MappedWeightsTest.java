package dev.llmfit.sizing.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.MappedWeights;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What of the weights on the host is used where the mapped file holds it. Models are in 16 bit, which is never packed. */
class MappedWeightsTest {
    private static final Predicate<TensorInfo> TABLE = t -> t.name().equals("token_embd.weight");

    private static Model model(String id) {
        return Catalogue.bundled().byId(id).map(CatalogueEntry::model).orElseThrow();
    }

    private static Estimate estimate(Model model) {
        return new GraphEstimator()
                .estimate(model, List.of(), LaunchOptions.defaults().withNCtx(512), EngineBuild.NEWEST);
    }

    private static long bytes(Model model, Predicate<TensorInfo> of) {
        return model.tensors().stream().filter(of).mapToLong(TensorInfo::bytes).sum();
    }

    @Test
    void aTokenReadsOneRowOfATableThatIsNoOutputMatrix() {
        Model model = model("llama3.1-8b");
        MappedWeights mapped = estimate(model).mapped();
        assertEquals(bytes(model, TABLE), mapped.rows().count());
        assertEquals(bytes(model, TABLE.negate()), mapped.whole().count());
    }

    @Test
    void aTableThatIsTheOutputMatrixTooIsReadWhole() {
        Model model = model("llama3.2-1b");
        MappedWeights mapped = estimate(model).mapped();
        assertEquals(0, mapped.rows().count());
        assertEquals(bytes(model, t -> true), mapped.whole().count());
    }

    @Test
    void embeddingsOfEachLayerAreATable() {
        Model model = model("gemma4-e4b");
        long perLayer = bytes(model, t -> t.name().equals("per_layer_token_embd.weight"));
        long tables = estimate(model).mapped().rows().count();
        // Where the output matrix is a copy of the other table, that one is read by rows too.
        assertTrue(perLayer > 0 && tables - perLayer <= bytes(model, TABLE), tables + " bytes");
        assertTrue(tables >= perLayer, tables + " bytes");
    }
}
