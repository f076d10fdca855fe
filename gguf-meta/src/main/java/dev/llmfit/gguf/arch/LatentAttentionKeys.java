package dev.llmfit.gguf.arch;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters.Gating;
import dev.llmfit.gguf.arch.HyperParameters.SwaType;

/** Compressed attention (MLA), with or without a sparse-attention indexer. */
final class LatentAttentionKeys extends ArchitectureKeys {
    LatentAttentionKeys(Model model, HyperParametersReader keys, HyperParametersValues values) {
        super(model, keys, values);
    }

    @Override
    boolean apply() {
        switch (v.architecture) {
            case "deepseek2", "mistral4" -> {
                boolean lite = v.nLayer() == 27 || v.nLayer() == 26 || (v.nLayer() == 48 && v.nVocab == 128256);
                denseLead();
                if (!lite) {
                    keys.integer(Q_RANK);
                }
                mla(false);
                sharedExperts();
                boolean glmLite = (v.nLayer() == 47 || v.nLayer() == 48) && v.nVocab == 154880;
                gating(glmLite ? Gating.SIGMOID : Gating.SOFTMAX);
                v.attnTempScale = keys.real("attention.temperature_scale", 0);
            }
            case "deepseek32", "glm-dsa" -> {
                sections(false);
                denseLead();
                keys.integer(Q_RANK);
                mla(false);
                sharedExperts();
                indexer();
                gating(v.architecture.equals("glm-dsa") ? Gating.SIGMOID : Gating.NONE);
                if (v.architecture.equals("glm-dsa")) {
                    indexerTypes();
                }
            }
            case "hy_v4" -> {
                denseLead();
                keys.integer(Q_RANK);
                mla(true);
                sharedExperts();
                gating(Gating.NONE);
                keys.integer("hyper_connection.count");
                v.indexerHeads = keys.integer("attention.indexer.head_count", 0);
                v.indexerHead = keys.integer("attention.indexer.key_length", 0);
                v.indexerTopK = keys.integer("attention.indexer.top_k", 0);
                keys.perLayer("attention.indexer.types", v.indexerFull, v.nLayer());
            }
            case "minicpm3" -> {
                keys.integer(Q_RANK);
                v.loraKv = keys.integer(KV_RANK);
            }
            case "plm" -> v.loraKv = keys.integer(KV_RANK);
            case "dots3note" -> {
                sharedExperts();
                denseLead();
                gating(Gating.NONE);
                keys.integer(Q_RANK);
                mla(true);
                v.swaType = SwaType.STANDARD;
                v.nSwa = keys.integer(WINDOW);
                keys.requiredArray(PATTERN, v.swa);
                indexer();
                keys.requiredArray("attention.indexer.types", v.indexerFull);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** GLM-5.2 and later share an indexer's choice among four layers; earlier ones have one in each layer. */
    private void indexerTypes() {
        boolean before52 = v.nCtxTrain < 1_048_576;
        for (int il = 0; il < v.nLayerAll; il++) {
            v.indexerFull[il] = before52 || il < 2 || (il < 78 && il % 4 == 2) ? 1 : 0;
        }
        keys.perLayer("attention.indexer.types", v.indexerFull, v.nLayer());
    }
}
