package dev.llmfit.gguf.phantom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.RoutedExperts;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.ModelSummary;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A shrunk model has one layer of every kind, in the order and period of the whole one. */
class ShrinkingTest {
    private static final Catalogue CATALOGUE = Catalogue.bundled();

    private static Model model(String id) {
        return CATALOGUE.find(id).orElseThrow().model();
    }

    /** Returns the first model of each architecture, and the largest. */
    static Stream<String> models() {
        Map<String, String> ids = new LinkedHashMap<>();
        for (ModelSummary summary : CATALOGUE.summaries()) {
            ids.putIfAbsent(summary.architecture() + " first", summary.id());
            ids.put(summary.architecture() + " last", summary.id());
        }
        return ids.values().stream().distinct();
    }

    @ParameterizedTest
    @CsvSource({
        // one kind of layer: as many as the shortest period that no key tells
        "llama1-65b, 4 of 80 layers",
        "mamba2-2.7b, 4 of 64 layers",
        // full attention in every 4th, 6th, 2nd layer
        "command-r7b, 4 of 32 layers",
        "gemma3-27b, 6 of 62 layers",
        "gpt-oss-120b, 4 of 36 layers and 5 of 128 experts",
        // dense layers lead
        "trinity-mini, 6 of 32 layers and 9 of 128 experts",
        "ling-lite-1.5, 4 of 28 layers and 7 of 64 experts",
        // a layer for next-token prediction stays
        "glm-4.5-air, 5 of 47 layers and 9 of 128 experts",
        "deepseek-v3.2, 5 of 62 layers and 9 of 256 experts",
        // an indexer in every 4th layer behind the first
        "glm-5.2, 8 of 79 layers and 9 of 256 experts",
        // recurrent layers, with a period and without
        "qwen3-coder-next, 4 of 48 layers and 11 of 512 experts",
        "jamba2-3b, 8 of 28 layers",
        "kimi-linear-48b-a3b, 5 of 27 layers and 9 of 256 experts",
        "nemotron-3-nano-30b-a3b, 7 of 52 layers and 7 of 128 experts",
        // layers that share a cache come last; in gemma3n no key tells how many do
        "gemma4-e2b, 10 of 35 layers",
        "gemma3n-e2b, 25 of 30 layers",
        // the number of layers tells the variants of deepseek2 apart
        "gigachat3-10b-a1.8b, 26 of 26 layers and 5 of 64 experts",
        // the number of experts tells that queries are not normed
        "llama4-maverick, 4 of 48 layers and 128 of 128 experts"
    })
    void keepsWhatIsNeededForEveryKind(String id, String row) {
        assertEquals(row, Shrinking.of(model(id)).counts());
    }

    @ParameterizedTest
    @MethodSource("models")
    void noKindOfLayerIsLost(String id) {
        Model whole = model(id);
        HyperParameters before = HyperParameters.of(whole);
        ShrunkModel shrunk = Shrinking.of(whole);
        HyperParameters after = HyperParameters.of(shrunk.model());
        List<LayerKind> kinds = LayerKind.of(shrunk.model(), after);
        assertEquals(new HashSet<>(LayerKind.of(whole, before)), new HashSet<>(kinds));
        assertEquals(before.nLayerNextn(), after.nLayerNextn());
        assertEquals(shrunk.layers(), after.nLayerAll());
        assertEquals(shrunk.experts(), after.experts().map(RoutedExperts::count).orElse(0));
        assertTrue(shrunk.model().tensorBytes() <= whole.tensorBytes());
        assertEquals(globals(whole), globals(shrunk.model()));
    }

    @ParameterizedTest
    @MethodSource("models")
    void theOrderStaysThatOfTheWholeModel(String id) {
        Model whole = model(id);
        List<LayerKind> all = LayerKind.of(whole, HyperParameters.of(whole));
        Model small = Shrinking.of(whole).model();
        int next = 0;
        for (LayerKind kind : LayerKind.of(small, HyperParameters.of(small))) {
            int from = next;
            next = IntStream.range(from, all.size())
                            .filter(il -> all.get(il).equals(kind))
                            .findFirst()
                            .orElseThrow()
                    + 1;
        }
        assertTrue(next <= all.size());
    }

    @Test
    void everyTensorOfAnExpertHasItsNewNumber() {
        Model small = Shrinking.of(model("gpt-oss-20b")).model();
        Optional<TensorInfo> router = find(small, "blk.0.ffn_gate_inp.weight");
        assertEquals(5, router.orElseThrow().ne1());
        assertEquals(5, find(small, "blk.0.ffn_gate_inp.bias").orElseThrow().ne0());
        assertEquals(5, find(small, "blk.3.ffn_down_exps.weight").orElseThrow().ne2());
        assertEquals(5, find(small, "blk.3.ffn_down_exps.bias").orElseThrow().ne1());
    }

    @Test
    void aLayerForNextTokensFollowsTheKeptOnes() {
        Model small = Shrinking.of(model("glm-4.5-air")).model();
        assertTrue(find(small, "blk.4.nextn.eh_proj.weight").isPresent());
        assertFalse(find(small, "blk.5.attn_norm.weight").isPresent());
    }

    @Test
    void partsOfEachLayerInOneTensorAreCut() {
        Model small = Shrinking.of(model("gemma4-e2b")).model();
        TensorInfo table = find(small, "per_layer_token_embd.weight").orElseThrow();
        assertEquals(10 * 256, table.ne0());
        assertEquals(
                10 * 256,
                find(small, "per_layer_model_proj.weight").orElseThrow().ne1());
        assertEquals(
                5, small.metadata().integer("gemma4.attention.shared_kv_layers").orElseThrow());
    }

    @Test
    void aModelThatCannotBeSmallerIsWhole() {
        Model model = model("jina-embeddings-v2-small-en");
        ShrunkModel shrunk = Shrinking.of(model);
        assertFalse(shrunk.isSmaller());
        assertEquals(model.tensors(), shrunk.model().tensors());
    }

    /** A list of as many numbers as there are layers that has nothing to do with them. */
    @Test
    void sectionsOfPositionsAreNoList() {
        Model small = Shrinking.of(model("qwen2-vl-2b")).model();
        assertEquals(
                4,
                small.metadata().arrayLength("qwen2vl.rope.dimension_sections").orElseThrow());
        Model again = Shrinking.of(small).model();
        assertEquals(
                4,
                again.metadata().arrayLength("qwen2vl.rope.dimension_sections").orElseThrow());
    }

    private static List<String> globals(Model model) {
        return model.tensors().stream()
                .map(TensorInfo::name)
                .filter(name -> LayerKind.layer(name) < 0)
                .toList();
    }

    private static Optional<TensorInfo> find(Model model, String tensor) {
        return model.tensors().stream().filter(t -> t.name().equals(tensor)).findFirst();
    }
}
