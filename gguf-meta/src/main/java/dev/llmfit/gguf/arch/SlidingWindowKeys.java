package dev.llmfit.gguf.arch;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters.Gating;
import dev.llmfit.gguf.arch.HyperParameters.SwaType;

/** Attention with a sliding window in some layers. */
final class SlidingWindowKeys extends ArchitectureKeys {
    SlidingWindowKeys(Model model, HyperParametersReader keys, HyperParametersValues values) {
        super(model, keys, values);
    }

    @Override
    boolean apply() {
        switch (v.architecture) {
            case "gemma2" -> {
                window(SwaType.STANDARD, 2, false, keys.integer(WINDOW, 4096));
                v.attnSoftcap = true;
                v.finalSoftcap = keys.real("final_logit_softcapping", 30);
            }
            case "gemma3" -> {
                windowIfSet(SwaType.STANDARD, 6, false);
                v.finalSoftcap = keys.real("final_logit_softcapping", 0);
            }
            case "gemma-embedding" -> {
                window(SwaType.SYMMETRIC, 6, false, keys.integer(WINDOW));
                v.causal = false;
            }
            case "gemma3n" -> {
                window(SwaType.STANDARD, 5, false, keys.integer(WINDOW));
                v.nLayerKvFromStart = 20;
            }
            case "gemma4" -> gemma4();
            case "gpt-oss" -> {
                expertWidth(true);
                window(SwaType.STANDARD, 2, false, keys.integer(WINDOW));
            }
            case "cohere2" -> {
                window(SwaType.STANDARD, 4, false, keys.integer(WINDOW));
                v.logitScale = keys.real("logit_scale", 0);
            }
            case "cohere2moe" -> {
                v.layerNorm = keys.real("attention.layer_norm_rms_epsilon", 0) == 0;
                expertWidth(true);
                v.logitScale = keys.real("logit_scale", 0);
                denseLead();
                keys.integer(SHARED_WIDTH, 0);
                keys.integer(SHARED_COUNT, 0);
                weights();
                gating(Gating.SIGMOID);
                window(SwaType.STANDARD, 4, true, keys.integer(WINDOW));
            }
            case "afmoe" -> {
                denseLead();
                expertWidth(true);
                keys.integer(SHARED_COUNT);
                weights();
                gating(Gating.SIGMOID);
                windowIfSet(SwaType.STANDARD, 4, false);
            }
            case "mellum" -> {
                expertWidth(true);
                windowIfSet(SwaType.STANDARD, 4, false);
            }
            case "olmo2" -> windowIfSet(SwaType.STANDARD, 4, false);
            case "plamo3" -> windowIfSet(SwaType.STANDARD, 8, false);
            case "exaone4" -> {
                if (v.nLayer() == 64) {
                    window(SwaType.STANDARD, 4, false, keys.integer(WINDOW, 4096));
                } else {
                    v.nSwa = keys.integer(WINDOW, 0);
                }
            }
            case "exaone-moe" -> {
                window(SwaType.STANDARD, 4, false, keys.integer(WINDOW));
                keys.integer(SHARED_COUNT, 0);
                expertWidth(true);
                keys.integer(SHARED_WIDTH, 0);
                gating(Gating.NONE);
                weights();
                denseLead();
            }
            case "llama4" -> llama4();
            case "laguna" -> laguna();
            case "smallthinker" -> {
                if (keys.integer(WINDOW, 0) > 0) {
                    window(SwaType.STANDARD, 4, true, 4096);
                } else {
                    v.noRopeStep = v.nLayer();
                }
                expertWidth(false);
                gating(Gating.NONE);
            }
            case "maple", "mimo2", "step35", "spark2_5", "granite_swa" -> windowByArray();
            case "muse-glimmer" -> {
                v.finalSoftcap = keys.real("final_logit_softcapping", 30);
                v.logitScale = keys.real("logit_scale", 0);
                window(SwaType.STANDARD, 4, false, keys.integer(WINDOW));
            }
            case "modern-bert" -> windowIfSet(SwaType.SYMMETRIC, 3, true);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void gemma4() {
        v.swaType = SwaType.STANDARD;
        keys.requiredArray(PATTERN, v.swa);
        v.nSwa = keys.integer(WINDOW);
        v.headKSwa = keys.integer("attention.key_length_swa");
        v.headVSwa = keys.integer("attention.value_length_swa");
        v.nLayerKvFromStart = v.nLayerAll - keys.integer("attention.shared_kv_layers", 0);
        expertWidth(false);
        v.embdPerLayer = keys.integer("embedding_length_per_layer_input");
        v.finalSoftcap = keys.real("final_logit_softcapping", 30);
    }

    private void llama4() {
        expertWidth(true);
        keys.integer("interleave_moe_layer_step");
        if (keys.has(WINDOW) && keys.integer(WINDOW) == 0) {
            v.noRopeStep = v.nLayer();
        } else {
            window(SwaType.CHUNKED, 4, false, 8192);
            v.attnTempScale = 0.1;
        }
        v.kqNorm = v.nExpert != 128;
    }

    private void laguna() {
        v.nDenseLead = keys.integer(DENSE_LEAD);
        expertWidth(true);
        gating(Gating.SIGMOID);
        weights();
        keys.integer(SHARED_COUNT, 1);
        keys.integer(SHARED_WIDTH, 0);
        windowIfSet(SwaType.STANDARD, 4, true);
    }

    private void windowByArray() {
        v.swaType = SwaType.STANDARD;
        v.nSwa = keys.integer(WINDOW);
        keys.requiredArray(PATTERN, v.swa);
        switch (v.architecture) {
            case "maple" -> expertWidth(true);
            case "mimo2" -> {
                expertWidth(true);
                double scale = keys.real("attention.value_scale", 0);
                v.attentionValueScale = scale == 1 ? 0 : scale;
            }
            case "step35" -> {
                v.nRot /= 2;
                expertWidth(true);
                keys.integer(SHARED_WIDTH, 0);
                gating(Gating.SIGMOID);
                weights();
            }
            case "granite_swa" -> {
                granite();
                deepstackMapping();
                keys.array("attention.rope_pattern", v.rope);
                keys.integer(SHARED_WIDTH, 0);
            }
            default -> {}
        }
    }

    private void windowIfSet(SwaType type, int period, boolean denseFirst) {
        int size = keys.integer(WINDOW, 0);
        if (size > 0) {
            window(type, period, denseFirst, size);
        }
    }

    private void window(SwaType type, int period, boolean denseFirst, int size) {
        v.swaType = type;
        v.nSwa = size;
        if (!keys.array(PATTERN, v.swa)) {
            v.swaPattern(keys.integer(PATTERN, period), denseFirst);
        }
    }
}
