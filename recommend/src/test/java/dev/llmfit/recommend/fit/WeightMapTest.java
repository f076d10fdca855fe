package dev.llmfit.recommend.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightMapTest {
    private static Model model(String id) {
        return Quantizer.quantize(
                Catalogue.bundled().byId(id).orElseThrow().model(),
                FileType.byName("Q4_K_M").orElseThrow());
    }

    private static WeightMap map(Model model) {
        return WeightMap.of(model, HyperParameters.of(model));
    }

    private static long bytes(Model model, Predicate<String> names) {
        return model.tensors().stream()
                .filter(t -> names.test(t.name()))
                .mapToLong(TensorInfo::bytes)
                .sum();
    }

    @ParameterizedTest
    @CsvSource({
        "blk.0.attn_q.weight, 0",
        "blk.15.ffn_up.weight, 15",
        "blk.99.x, 16",
        "output.weight, 16",
        "output_norm.weight, 16",
        "token_embd.weight, -1",
        "rope_freqs.weight, -1"
    })
    void aNameTellsTheLayer(String name, int layer) {
        assertEquals(layer, WeightMap.layerOf(name, 16));
    }

    @Test
    void everyTensorIsInOneLayerOrTheInput() {
        Model model = model("qwen3-8b");
        WeightMap map = map(model);
        assertEquals(36, map.layers());
        long sum = map.input();
        for (int il = 0; il <= map.layers(); il++) {
            String prefix = "blk." + il + ".";
            long expected =
                    il < 36 ? bytes(model, n -> n.startsWith(prefix)) : bytes(model, n -> n.startsWith("output"));
            assertEquals(expected, map.weights(il), "layer " + il);
            assertEquals(0, map.experts(il));
            assertEquals(map.weights(il), map.active(il), "a dense layer is read whole");
            sum += map.weights(il);
        }
        assertEquals(bytes(model, n -> n.equals("token_embd.weight")), map.input());
        assertEquals(model.tensorBytes(), sum);
        assertEquals(model.tensorBytes(), map.total());
    }

    /** Without an output matrix the embedding is one, and lies on both sides. */
    @Test
    void aTiedEmbeddingCountsOnceInTheFileAndTwiceInMemory() {
        Model model = model("llama3.2-1b");
        WeightMap map = map(model);
        long embedding = bytes(model, n -> n.equals("token_embd.weight"));
        assertEquals(embedding, map.input());
        assertEquals(embedding + bytes(model, n -> n.startsWith("output_norm")), map.weights(16));
        assertEquals(map.weights(16), map.active(16));
        assertEquals(
                bytes(model, n -> n.startsWith("blk.") || n.startsWith("output") || n.startsWith("token_embd")),
                map.total());
    }

    @Test
    void aTokenReadsTheExpertsThatItUses() {
        Model model = model("qwen3-30b-a3b");
        WeightMap map = map(model);
        long experts = bytes(model, n -> n.startsWith("blk.7.") && n.contains("exps."));
        long all = bytes(model, n -> n.startsWith("blk.7."));
        assertTrue(experts > 0);
        assertEquals(experts, map.experts(7));
        assertEquals(all, map.weights(7));
        assertEquals(
                all - experts + experts * 8.0 / 128, (double) map.active(7), 3, "8 of 128, rounded for each tensor");
        TensorInfo expert =
                model.tensors().stream().filter(WeightMap::isExpert).findFirst().orElseThrow();
        assertTrue(expert.name().contains("_exps."));
        HyperParameters hyper = HyperParameters.of(model);
        assertEquals(expert.bytes() / 16, WeightMap.activeShare(expert, hyper, expert.bytes()));
        TensorInfo router = model.tensors().stream()
                .filter(t -> t.name().equals("blk.7.ffn_gate_inp.weight"))
                .findFirst()
                .orElseThrow();
        assertFalse(WeightMap.isExpert(router));
        assertEquals(100, WeightMap.activeShare(router, hyper, 100));
    }

    @Test
    void layersForNextTokenPredictionDoNotCount() {
        Model model = Catalogue.bundled().find("glm-4.5-air").orElseThrow().modelWithNextTokenLayers();
        HyperParameters hyper = HyperParameters.of(model);
        WeightMap map = map(model);
        assertTrue(hyper.nLayer() < hyper.nLayerAll(), "it has such a layer");
        assertEquals(hyper.nLayerAll(), map.layers());
        assertEquals(0, map.weights(hyper.nLayer()));
        assertTrue(map.weights(hyper.nLayer() - 1) > 0);
    }

    @Test
    void aLayerCostsItsWeightsAndItsCache() {
        Model model = model("llama3.2-1b");
        WeightMap map = map(model);
        long[] cache = new long[17];
        cache[3] = 1000;
        long[] costs = map.costs(cache);
        assertEquals(17, costs.length);
        assertEquals(map.weights(3) + 1000, costs[3]);
        assertEquals(map.weights(4), costs[4]);
        assertEquals(map.weights(16), costs[16]);
    }

    @ParameterizedTest
    @CsvSource({
        // model, layer with a full cache, one without, bytes of a cell in F16, in Q8_0
        "llama3.2-1b, 0, 16, 2048, 1088",
        "gemma3-4b, 5, 0, 4096, 2176", // the first layer sees a window
        "deepseek-v2-lite, 0, 27, 1152, 612", // one latent row
        "qwen3-next-80b-a3b, 3, 0, 2048, 1088", // the first layer keeps a state
        "gemma3n-e4b, 4, 24, 2048, 1088", // layer 24 reads the cache of another
    })
    void theLeastCacheIsThatOfFullLayers(String id, int full, int none, long f16, long q8) {
        HyperParameters hyper =
                HyperParameters.of(Catalogue.bundled().byId(id).orElseThrow().model());
        long[] plain = WeightMap.leastCache(hyper, 4096, GgmlType.F16, GgmlType.F16);
        assertEquals(hyper.nLayerAll() + 1, plain.length);
        assertEquals(4096 * f16, plain[full]);
        assertEquals(0, plain[none]);
        long[] quantized = WeightMap.leastCache(hyper, 4096, GgmlType.Q8_0, GgmlType.Q8_0);
        assertEquals(4096 * q8, quantized[full]);
        long[] none0 = WeightMap.leastCache(hyper, 0, GgmlType.F16, GgmlType.F16);
        assertArrayEquals(new long[plain.length], none0);
        assertEquals(
                LongStream.of(plain).sum() * 2,
                LongStream.of(WeightMap.leastCache(hyper, 8192, GgmlType.F16, GgmlType.F16))
                        .sum());
    }
}
