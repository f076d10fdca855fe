package dev.llmfit.gguf.quant;

import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.Architecture;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.RoutedExperts;
import dev.llmfit.units.Amount;
import java.util.Optional;

/**
 * What the mixtures ask of a model.
 *
 * @param architecture {@code general.architecture}; empty if llama.cpp b11434 does not know it
 * @param layers all layers, those for multi-token prediction included ({@code n_layer_all})
 * @param experts number of experts; 0 for a dense model
 * @param groupedHeads query heads per KV head in the first layer; 0 without KV heads ({@code n_gqa})
 * @param is70b whether llama.cpp calls the model "70B" ({@code LLM_TYPE_70B})
 */
record ModelFacts(Optional<Architecture> architecture, int layers, int experts, int groupedHeads, boolean is70b) {
    ModelFacts {
        Amount.count(layers, "layers");
        Amount.count(experts, "experts");
        Amount.count(groupedHeads, "groupedHeads");
    }

    boolean has(ArchitectureTrait trait) {
        return architecture.filter(a -> a.has(trait)).isPresent();
    }

    /** Reads the facts; of an architecture that llama.cpp b11434 does not know, from the usual keys. */
    static ModelFacts of(Model model) {
        Optional<Architecture> architecture = Architecture.byName(model.architecture());
        if (architecture.isEmpty()) {
            return ofKeys(model.architecture(), model.metadata());
        }
        HyperParameters hp = HyperParameters.of(model);
        return of(
                architecture,
                hp.nLayerAll(),
                hp.nLayer(),
                hp.experts().map(RoutedExperts::count).orElse(0),
                hp.nHead(0),
                hp.nHeadKv(0));
    }

    private static ModelFacts ofKeys(String architecture, Metadata keys) {
        int layersAll = number(keys, architecture + ".block_count", 0);
        int heads = number(keys, architecture + ".attention.head_count", 0);
        return of(
                Optional.empty(),
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

    private static ModelFacts of(
            Optional<Architecture> architecture, int layersAll, int layers, int experts, int heads, int headsKv) {
        boolean is70b =
                architecture.filter(a -> is70b(a, layers, heads != headsKv)).isPresent();
        return new ModelFacts(architecture, layersAll, experts, headsKv == 0 ? 0 : heads / headsKv, is70b);
    }

    private static boolean is70b(Architecture architecture, int layers, boolean grouped) {
        return switch (layers) {
            case 68 -> architecture.has(ArchitectureTrait.IS_70B_AT_68_LAYERS);
            case 80 ->
                architecture.has(ArchitectureTrait.IS_70B_AT_80_LAYERS)
                        || (grouped && architecture.has(ArchitectureTrait.IS_70B_AT_80_GROUPED_LAYERS));
            default -> false;
        };
    }
}
