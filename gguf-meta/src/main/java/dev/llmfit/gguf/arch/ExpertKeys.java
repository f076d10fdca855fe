package dev.llmfit.gguf.arch;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters.Gating;

/** Mixtures of experts with ordinary attention. */
final class ExpertKeys extends ArchitectureKeys {
    ExpertKeys(Model model, HyperParametersReader keys, HyperParametersValues values) {
        super(model, keys, values);
    }

    @Override
    boolean apply() {
        switch (v.architecture) {
            case "qwen2moe", "qwen3moe", "qwen3vlmoe", "rnd1", "llada-moe" -> {
                expertWidth(false);
                if (v.architecture.equals("qwen2moe")) {
                    keys.integer(SHARED_WIDTH, 0);
                }
                if (v.architecture.equals("qwen3vlmoe")) {
                    deepstackAndSections();
                }
                v.causal &= v.architecture.startsWith("qwen");
            }
            case "deepseek" -> {
                expertWidth(true);
                denseLead();
                keys.integer(SHARED_COUNT);
                v.expertWeightsScale = keys.real(SCALE, 0);
            }
            case "bailingmoe" -> {
                expertWidth(true);
                denseLead();
                keys.integer(SHARED_COUNT);
                weights();
            }
            case "bailingmoe2" -> {
                expertWidth(true);
                denseLead();
                keys.integer(SHARED_WIDTH, 0);
                keys.integer(SHARED_COUNT);
                weights();
                gating(Gating.NONE);
            }
            case "dots1", "deepseek2-ocr" -> {
                expertWidth(true);
                denseLead();
                keys.integer(SHARED_COUNT);
                weights();
                gating(v.architecture.equals("dots1") ? Gating.NONE : Gating.SOFTMAX);
            }
            case "glm4moe" -> {
                expertWidth(true);
                sections(false);
                keys.integer(SHARED_COUNT);
                denseLead();
                weights();
                gating(Gating.SIGMOID);
            }
            case "ernie4_5", "ernie4_5-moe", "paddleocr" -> {
                sections(false);
                if (v.architecture.equals("ernie4_5-moe")) {
                    expertWidth(true);
                    keys.integer(SHARED_WIDTH, 0);
                    keys.integer("interleave_moe_layer_step");
                    denseLead();
                }
            }
            case "hunyuan-moe" -> {
                expertWidth(true);
                keys.integer(SHARED_WIDTH, 0);
            }
            case "hy_v3" -> {
                expertWidth(true);
                keys.integer(SHARED_WIDTH, 0);
                weights();
                gating(Gating.SIGMOID);
            }
            case "minimax-m2" -> {
                expertWidth(true);
                gating(Gating.NONE);
            }
            case "minimax-m3" -> {
                expertWidth(true);
                denseLead();
                keys.integer(SHARED_COUNT);
                weights();
                gating(Gating.NONE);
                indexer();
            }
            case "grok" -> {
                expertWidth(false);
                v.logitScale = keys.real("logit_scale", 0.5773502691896257);
                v.embeddingScale = keys.real("embedding_scale", 78.38367176906169);
                v.finalSoftcap = keys.real("final_logit_softcapping", 0);
            }
            case "grovemoe" -> {
                expertWidth(true);
                keys.integer("expert_chunk_feed_forward_length", 0);
                v.groupExperts = keys.integer("experts_per_group");
            }
            case "granitemoe" -> {
                granite();
                keys.integer(SHARED_WIDTH, 0);
            }
            case "nomic-bert-moe" -> v.moeEvery = keys.integer("moe_every_n_layers", 0);
            default -> {
                return false;
            }
        }
        return true;
    }
}
