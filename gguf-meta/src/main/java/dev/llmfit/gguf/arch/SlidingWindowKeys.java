package dev.llmfit.gguf.arch;

import static dev.llmfit.gguf.arch.ArchitectureKeys.DENSE_LEAD;
import static dev.llmfit.gguf.arch.ArchitectureKeys.PATTERN;
import static dev.llmfit.gguf.arch.ArchitectureKeys.SHARED_COUNT;
import static dev.llmfit.gguf.arch.ArchitectureKeys.SHARED_WIDTH;
import static dev.llmfit.gguf.arch.ArchitectureKeys.WINDOW;

import dev.llmfit.gguf.arch.Window.Kind;
import java.util.Optional;

/** Attention with a sliding window in some layers. */
final class SlidingWindowKeys {
    private static final String FINAL_SOFTCAP = "final_logit_softcapping";

    private SlidingWindowKeys() {}

    static void gemma2(ArchitectureKeys k) {
        window(k, Kind.STANDARD, 2, false, k.keys.integer(WINDOW, 4096));
        k.v.attnSoftcap = true;
        k.v.finalSoftcap = k.keys.real(FINAL_SOFTCAP, 30);
    }

    static void gemma3(ArchitectureKeys k) {
        windowIfSet(k, Kind.STANDARD, 6, false);
        k.v.finalSoftcap = k.keys.real(FINAL_SOFTCAP, 0);
    }

    static void gemmaEmbedding(ArchitectureKeys k) {
        window(k, Kind.SYMMETRIC, 6, false, k.keys.integer(WINDOW));
        k.v.causal = false;
    }

    static void gemma3n(ArchitectureKeys k) {
        window(k, Kind.STANDARD, 5, false, k.keys.integer(WINDOW));
        k.v.nLayerKvFromStart = 20;
    }

    static void gemma4(ArchitectureKeys k) {
        windowByArray(k);
        k.v.headKSwa = k.keys.integer("attention.key_length_swa");
        k.v.headVSwa = k.keys.integer("attention.value_length_swa");
        k.v.nLayerKvFromStart = k.v.nLayerAll - k.keys.integer("attention.shared_kv_layers", 0);
        k.expertWidth(false);
        k.v.embdPerLayer = k.keys.integer("embedding_length_per_layer_input");
        k.v.finalSoftcap = k.keys.real(FINAL_SOFTCAP, 30);
    }

    static void gptOss(ArchitectureKeys k) {
        k.expertWidth(true);
        window(k, Kind.STANDARD, 2, false, k.keys.integer(WINDOW));
    }

    static void cohere2(ArchitectureKeys k) {
        window(k, Kind.STANDARD, 4, false, k.keys.integer(WINDOW));
        k.v.logitScale = k.keys.real("logit_scale", 0);
    }

    static void cohere2Moe(ArchitectureKeys k) {
        k.v.layerNorm = k.keys.real("attention.layer_norm_rms_epsilon", 0) == 0;
        k.expertWidth(true);
        k.v.logitScale = k.keys.real("logit_scale", 0);
        k.denseLead();
        k.keys.integer(SHARED_WIDTH, 0);
        k.keys.integer(SHARED_COUNT, 0);
        k.weights();
        k.gating(Gating.SIGMOID);
        window(k, Kind.STANDARD, 4, true, k.keys.integer(WINDOW));
    }

    static void afmoe(ArchitectureKeys k) {
        k.denseLead();
        k.sharedExperts();
        k.gating(Gating.SIGMOID);
        windowIfSet(k, Kind.STANDARD, 4, false);
    }

    static void mellum(ArchitectureKeys k) {
        k.expertWidth(true);
        windowIfSet(k, Kind.STANDARD, 4, false);
    }

    static void olmo2(ArchitectureKeys k) {
        windowIfSet(k, Kind.STANDARD, 4, false);
    }

    static void plamo3(ArchitectureKeys k) {
        windowIfSet(k, Kind.STANDARD, 8, false);
    }

    static void modernBert(ArchitectureKeys k) {
        windowIfSet(k, Kind.SYMMETRIC, 3, true);
    }

    static void exaone4(ArchitectureKeys k) {
        if (k.v.nLayer() == 64) {
            window(k, Kind.STANDARD, 4, false, k.keys.integer(WINDOW, 4096));
        } else {
            k.v.nSwa = k.keys.integer(WINDOW, 0);
        }
    }

    static void exaoneMoe(ArchitectureKeys k) {
        window(k, Kind.STANDARD, 4, false, k.keys.integer(WINDOW));
        k.keys.integer(SHARED_COUNT, 0);
        k.expertWidth(true);
        k.keys.integer(SHARED_WIDTH, 0);
        k.gating();
        k.weights();
        k.denseLead();
    }

    static void llama4(ArchitectureKeys k) {
        k.expertWidth(true);
        k.keys.integer("interleave_moe_layer_step");
        if (k.keys.has(WINDOW) && k.keys.integer(WINDOW) == 0) {
            k.v.noRopeStep = k.v.nLayer();
        } else {
            window(k, Kind.CHUNKED, 4, false, 8192);
            k.v.attnTempScale = 0.1;
        }
        k.v.kqNorm = k.v.nExpert != 128;
    }

    static void laguna(ArchitectureKeys k) {
        k.v.nDenseLead = k.keys.integer(DENSE_LEAD);
        k.expertWidth(true);
        k.gating(Gating.SIGMOID);
        k.weights();
        k.keys.integer(SHARED_COUNT, 1);
        k.keys.integer(SHARED_WIDTH, 0);
        windowIfSet(k, Kind.STANDARD, 4, true);
    }

    static void smallThinker(ArchitectureKeys k) {
        if (k.keys.integer(WINDOW, 0) > 0) {
            window(k, Kind.STANDARD, 4, true, 4096);
        } else {
            k.v.noRopeStep = k.v.nLayer();
        }
        k.expertWidth(false);
        k.gating();
    }

    static void museGlimmer(ArchitectureKeys k) {
        k.v.finalSoftcap = k.keys.real(FINAL_SOFTCAP, 30);
        k.v.logitScale = k.keys.real("logit_scale", 0);
        window(k, Kind.STANDARD, 4, false, k.keys.integer(WINDOW));
    }

    /** The file says of each layer whether it has a window. */
    static void windowByArray(ArchitectureKeys k) {
        k.v.windowKind = Optional.of(Kind.STANDARD);
        k.v.nSwa = k.keys.integer(WINDOW);
        k.keys.requiredArray(PATTERN, k.v.swa);
    }

    static void maple(ArchitectureKeys k) {
        windowByArray(k);
        k.expertWidth(true);
    }

    static void mimo2(ArchitectureKeys k) {
        maple(k);
        double scale = k.keys.real("attention.value_scale", 0);
        k.v.attentionValueScale = scale == 1 ? 0 : scale;
    }

    static void step35(ArchitectureKeys k) {
        windowByArray(k);
        k.v.nRot /= 2;
        k.expertWidth(true);
        k.keys.integer(SHARED_WIDTH, 0);
        k.gating(Gating.SIGMOID);
        k.weights();
    }

    static void graniteSwa(ArchitectureKeys k) {
        windowByArray(k);
        k.granite();
        k.deepstackMapping();
        k.keys.array("attention.rope_pattern", k.v.rope);
        k.keys.integer(SHARED_WIDTH, 0);
    }

    private static void windowIfSet(ArchitectureKeys k, Kind type, int period, boolean denseFirst) {
        int size = k.keys.integer(WINDOW, 0);
        if (size > 0) {
            window(k, type, period, denseFirst, size);
        }
    }

    private static void window(ArchitectureKeys k, Kind type, int period, boolean denseFirst, int size) {
        k.v.windowKind = Optional.of(type);
        k.v.nSwa = size;
        if (!k.keys.array(PATTERN, k.v.swa)) {
            k.v.swaPattern(k.keys.integer(PATTERN, period), denseFirst);
        }
    }
}
