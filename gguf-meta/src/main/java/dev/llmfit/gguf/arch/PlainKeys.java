package dev.llmfit.gguf.arch;

import dev.llmfit.gguf.Model;

/** Dense models with ordinary attention. Architectures without a case have no keys of their own. */
final class PlainKeys extends ArchitectureKeys {
    PlainKeys(Model model, HyperParametersReader keys, HyperParametersValues values) {
        super(model, keys, values);
    }

    @Override
    boolean apply() {
        switch (v.architecture) {
            case "jais" -> keys.real("attention.max_alibi_bias", 0);
            case "mpt" -> {
                v.clampKqv = keys.real("attention.clamp_kqv", 0);
                keys.real("attention.max_alibi_bias", 0);
            }
            case "dbrx", "olmo" -> v.clampKqv = keys.real("attention.clamp_kqv", 0);
            case "chameleon" -> v.swinNorm = keys.flag("swin_norm", false);
            case "command-r", "talkie" -> v.logitScale = keys.real("logit_scale", 0);
            case "dream", "llada" -> v.causal = false;
            case "gptneox" -> v.parallelResidual = keys.flag("use_parallel_residual", false);
            case "glm4", "hunyuan_vl", "hunyuan-dense" -> sections(false);
            case "qwen2vl" -> sections(true);
            case "qwen3vl", "qwen3tts" -> deepstackAndSections();
            case "mistral3" -> v.attnTempScale = keys.real("attention.temperature_scale", 0);
            case "granite", "graniteswitch" -> {
                granite();
                ropeFinetuned();
                keys.integer(SHARED_WIDTH, 0);
                if (v.architecture.equals("granite")) {
                    deepstackMapping();
                } else {
                    routerLayer();
                }
            }
            case "minicpm" -> {
                v.embeddingScale = keys.real("embedding_scale", 12);
                v.residualScale = keys.real("residual_scale", 1.4 / Math.sqrt(v.nLayer()));
                v.logitScale = keys.real("logit_scale", v.nEmbd > 0 ? 256.0 / v.nEmbd : 1);
            }
            case "nanbeige" -> {
                v.loops = Math.max(1, keys.integer("num_loops", 1));
                v.normsAfterLoop = !keys.flag("skip_loop_final_norm", false);
                requireLayers((long) v.nLayer() * v.loops);
                v.resizeLayers(v.nLayer() * v.loops);
            }
            case "hrm_text" -> {
                v.embeddingScale = keys.real("embedding_scale", 0);
                v.hrmLayersPerStack = keys.integer("hrm.layers_per_stack");
                v.hrmHCycles = keys.integer("hrm.h_cycles");
                v.hrmLCycles = keys.integer("hrm.l_cycles");
            }
            case "t5", "t5encoder" -> {
                keys.integer("attention.relative_buckets_count");
                v.decoderLayers = v.architecture.equals("t5") ? keys.integer("decoder_block_count", v.nLayer()) : 0;
            }
            default -> {}
        }
        return true;
    }

    /** The router of granite-switch is one more single-head layer behind the trunk. */
    private void routerLayer() {
        int layers = v.nLayer();
        requireLayers(layers + 1L);
        v.resizeLayers(layers + 1);
        v.nLayerNextn = 1;
        v.head[layers] = 1;
        v.headKv[layers] = 1;
        v.ff[layers] = 0;
    }

    private static void requireLayers(long layers) {
        if (layers > HyperParameters.MAX_LAYERS) {
            throw new HyperParametersException(layers + " layers are more than " + HyperParameters.MAX_LAYERS);
        }
    }
}
