package dev.llmfit.gguf.quant;

import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.units.Amount;

/**
 * What the mixtures ask of a model.
 *
 * @param architecture {@code general.architecture}
 * @param layers all layers, those for multi-token prediction included ({@code n_layer_all})
 * @param experts number of experts; 0 for a dense model
 * @param groupedHeads query heads per KV head in the first layer; 0 without KV heads ({@code n_gqa})
 * @param is70b whether llama.cpp calls the model "70B" ({@code LLM_TYPE_70B})
 */
record ModelFacts(String architecture, int layers, int experts, int groupedHeads, boolean is70b) {
    ModelFacts {
        Amount.count(layers, "layers");
        Amount.count(experts, "experts");
        Amount.count(groupedHeads, "groupedHeads");
    }

    static final String GLM5_NEXT = "glm5-next";
    static final String BAILINGMOE3 = "bailingmoe3";
    private static final String FALCON = "falcon";

    boolean isFalcon() {
        return architecture.equals(FALCON);
    }

    /** Reads the facts; of an architecture that llama.cpp b11434 does not know, from the usual keys. */
    static ModelFacts of(Model model) {
        String architecture = model.architecture();
        if (!HyperParameters.architectures().contains(architecture)) {
            return ofKeys(architecture, model.metadata());
        }
        HyperParameters hp = HyperParameters.of(model);
        return of(architecture, hp.nLayerAll(), hp.nLayer(), hp.nExpert(), hp.nHead(0), hp.nHeadKv(0));
    }

    private static ModelFacts ofKeys(String architecture, Metadata keys) {
        int layersAll = number(keys, architecture + ".block_count", 0);
        int heads = number(keys, architecture + ".attention.head_count", 0);
        return of(
                architecture,
                layersAll,
                layersAll - number(keys, architecture + ".nextn_predict_layers", 0),
                number(keys, architecture + ".expert_count", 0),
                heads,
                number(keys, architecture + ".attention.head_count_kv", heads));
    }

    private static int number(Metadata keys, String key, int fallback) {
        long[] perLayer = keys.integers(key).orElse(new long[0]);
        long value = perLayer.length > 0 ? perLayer[0] : keys.integer(key).orElse(fallback);
        return Math.clamp(value, 0, Integer.MAX_VALUE);
    }

    private static ModelFacts of(String architecture, int layersAll, int layers, int experts, int heads, int headsKv) {
        boolean is70b = switch (architecture) {
            case "llama" -> layers == 80 && heads != headsKv;
            case "deci", "olmo", "qwen2" -> layers == 80;
            case "jais2" -> layers == 68;
            default -> false;
        };
        return new ModelFacts(architecture, layersAll, experts, headsKv == 0 ? 0 : heads / headsKv, is70b);
    }
}
