package dev.llmfit.gguf.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufValueType;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HyperParametersTest {
    private final Map<String, GgufValue> keys = new LinkedHashMap<>();

    private void architecture(String name, int layers, int width, int heads) {
        keys.put("general.architecture", new GgufValue.Text(name));
        number(name + ".context_length", 8192);
        number(name + ".block_count", layers);
        number(name + ".embedding_length", width);
        number(name + ".attention.head_count", heads);
    }

    private void number(String key, long value) {
        keys.put(key, new GgufValue.Int(GgufValueType.UINT32, value));
    }

    private void array(String key, long... values) {
        keys.put(key, new GgufValue.IntArray(GgufValueType.INT32, values));
    }

    private HyperParameters read() {
        TensorInfo table = new TensorInfo("token_embd.weight", GgmlType.F16, 64, 1000, 1, 1);
        return HyperParameters.of(new Model("test", new Metadata(keys), List.of(table)));
    }

    private String refusal() {
        return String.valueOf(
                assertThrows(HyperParametersException.class, this::read).getMessage());
    }

    @Test
    void groupedHeadsGiveTheRowWidths() {
        architecture("llama", 4, 2048, 32);
        number("llama.attention.head_count_kv", 8);
        HyperParameters hp = read();
        assertEquals(512, hp.kWidth(3));
        assertEquals(512, hp.vWidthMax());
        assertEquals(1000, hp.nVocab());
        assertFalse(hp.window().isPresent());
        assertEquals(4, hp.nLayerKv());
    }

    @Test
    void layersMayDiffer() {
        architecture("gemma4", 3, 512, 8);
        array("gemma4.attention.head_count_kv", 4, 4, 1);
        array("gemma4.attention.sliding_window_pattern", 1, 1, 0);
        number("gemma4.attention.sliding_window", 1024);
        number("gemma4.attention.key_length", 512);
        number("gemma4.attention.value_length", 512);
        number("gemma4.attention.key_length_swa", 256);
        number("gemma4.attention.value_length_swa", 256);
        number("gemma4.attention.shared_kv_layers", 1);
        number("gemma4.embedding_length_per_layer_input", 0);
        HyperParameters hp = read();
        assertEquals(1024, hp.kWidth(0));
        assertEquals(512, hp.kWidth(2));
        assertTrue(hp.isSwa(1));
        assertFalse(hp.hasKv(2));
    }

    @Test
    void slidingWindowPatternsFollowTheArchitecture() {
        architecture("gemma3", 12, 1152, 4);
        number("gemma3.attention.sliding_window", 512);
        HyperParameters gemma = read();
        assertTrue(gemma.isSwa(4));
        assertFalse(gemma.isSwa(5));

        keys.clear();
        architecture("qwen2", 12, 1152, 4);
        number("qwen2.attention.sliding_window", 512);
        assertFalse(read().window().isPresent());

        keys.clear();
        architecture("llama4", 8, 1024, 8);
        number("llama4.interleave_moe_layer_step", 1);
        number("llama4.expert_feed_forward_length", 64);
        HyperParameters llama4 = read();
        Window window = llama4.window().orElseThrow();
        assertEquals(Window.Kind.CHUNKED, window.kind());
        assertEquals(8192, window.tokens());
        assertFalse(llama4.isSwa(3));
    }

    @Test
    void recurrentStateSizes() {
        architecture("mamba2", 2, 2560, 0);
        number("mamba2.ssm.conv_kernel", 4);
        number("mamba2.ssm.inner_size", 5120);
        number("mamba2.ssm.state_size", 128);
        number("mamba2.ssm.time_step_rank", 80);
        number("mamba2.ssm.group_count", 1);
        HyperParameters mamba = read();
        assertEquals(3 * (5120 + 256), mamba.recurrence().orElseThrow().rollingState());
        assertEquals(5120L * 128, mamba.recurrence().orElseThrow().state());
        assertTrue(mamba.isRecr(1));

        keys.clear();
        architecture("lfm2", 3, 1024, 16);
        array("lfm2.attention.head_count_kv", 0, 8, 0);
        number("lfm2.shortconv.l_cache", 3);
        HyperParameters lfm = read();
        assertEquals(2048, lfm.recurrence().orElseThrow().rollingState());
        assertTrue(lfm.isRecr(0));
        assertFalse(lfm.isRecr(1));
    }

    @Test
    void nextTokenLayersAreNotPartOfTheTrunk() {
        architecture("glm4moe", 47, 4096, 96);
        number("glm4moe.nextn_predict_layers", 1);
        number("glm4moe.expert_feed_forward_length", 1408);
        number("glm4moe.expert_shared_count", 1);
        number("glm4moe.expert_count", 128);
        number("glm4moe.expert_used_count", 8);
        HyperParameters hp = read();
        assertEquals(46, hp.nLayer());
        assertEquals(47, hp.nLayerAll());
        assertEquals(Gating.SIGMOID, hp.requiredExperts().gating().orElseThrow());
    }

    @Test
    void whatAModelLacksIsAbsent() {
        architecture("llama", 2, 64, 2);
        HyperParameters hp = read();
        assertEquals(Layers.of(2, 0), hp.layers());
        assertEquals(new Widths(64, 1000, 8192, OptionalInt.empty()), hp.widths());
        assertEquals(Optional.empty(), hp.compressedAttention());
        assertEquals(Optional.empty(), hp.experts());
        assertEquals(Optional.empty(), hp.recurrence());
        assertEquals(Optional.empty(), hp.indexer());
        assertEquals(Optional.empty(), hp.hashedNGrams());
        assertEquals(OptionalInt.empty(), hp.compressRatio(1));
        assertEquals(OptionalInt.empty(), hp.deepstackAt(1));
        assertEquals(64, hp.nEmbdInput());
        assertFalse(hp.isSwa(1));
        assertFalse(hp.isRecr(1));
        assertTrue(hp.hasKv(1));
        HyperParametersException e =
                assertThrows(HyperParametersException.class, () -> hp.recurrence(Recurrence.StateSpace.class));
        assertEquals("a model of architecture llama needs the keys of its StateSpace", e.getMessage());
    }

    @Test
    void expertsHaveAWidthOfTheirOwnOrThatOfTheDenseNetwork() {
        architecture("qwen3moe", 3, 64, 2);
        number("qwen3moe.expert_count", 8);
        number("qwen3moe.expert_used_count", 2);
        array("qwen3moe.expert_feed_forward_length", 32, 0, 48);
        RoutedExperts experts = read().requiredExperts();
        assertEquals(OptionalInt.of(32), experts.width().at(0));
        assertEquals(OptionalInt.empty(), experts.width().at(1));
        assertEquals(OptionalInt.of(48), experts.width().at(2));
        assertEquals(Optional.empty(), experts.gating());
    }

    @Test
    void arraysOfFilesMayNameFewerLayers() {
        architecture("granite", 4, 64, 2);
        keys.put("granite.logit_scale", new GgufValue.Real(GgufValueType.FLOAT32, 8));
        array("granite.deepstack_mapping", 1, -1, 1);
        HyperParameters hp = read();
        assertEquals(OptionalInt.of(1), hp.deepstackAt(0));
        assertEquals(OptionalInt.empty(), hp.deepstackAt(1));
        assertEquals(OptionalInt.empty(), hp.deepstackAt(3));
        assertEquals(1, hp.nDeepstack());
        assertEquals(128, hp.nEmbdInput());
        assertEquals(8, hp.scales().logits().orElseThrow());
        assertEquals(OptionalDouble.empty(), hp.scales().residual());
    }

    @Test
    void layersThatRunSeveralTimesRepeatTheirHeads() {
        architecture("nanbeige", 2, 64, 4);
        array("nanbeige.attention.head_count_kv", 4, 2);
        number("nanbeige.num_loops", 3);
        HyperParameters hp = read();
        assertEquals(6, hp.nLayer());
        assertEquals(2, hp.nHeadKv(5));
        assertEquals(1, hp.weightLayer(5));
        assertEquals(Optional.of(new LayerReuse.Loops(2, true)), hp.reuse());
    }

    @Test
    void smallThinkerWithoutAWindowRotatesEverywhere() {
        architecture("smallthinker", 8, 64, 4);
        assertTrue(read().rope().rotatesAt(4));
        number("smallthinker.attention.sliding_window", 4096);
        assertFalse(read().rope().rotatesAt(4));
        assertTrue(read().rope().rotatesAt(5));
    }

    @Test
    void refusesWhatLlamaCppRefuses() {
        architecture("no-such-model", 2, 64, 2);
        assertEquals("unknown model architecture: 'no-such-model'; no llama.cpp that is known here has it", refusal());

        keys.clear();
        architecture("llama", 513, 64, 2);
        assertEquals("block_count 513 is outside of 1..512", refusal());

        architecture("llama", 2, 64, 2);
        array("llama.attention.head_count_kv", 1, 1, 1);
        assertEquals("key llama.attention.head_count_kv has wrong array length; expected 2, got 3", refusal());

        keys.remove("llama.attention.head_count_kv");
        keys.put("llama.block_count", new GgufValue.Int(GgufValueType.INT32, 2));
        assertEquals("key llama.block_count has wrong type int32 but expected type u32", refusal());

        keys.remove("llama.block_count");
        assertEquals("key not found in model: llama.block_count", refusal());
    }
}
