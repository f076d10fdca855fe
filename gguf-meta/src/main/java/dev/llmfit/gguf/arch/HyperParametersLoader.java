package dev.llmfit.gguf.arch;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the keys that all architectures share ({@code llama_model_base::load_hparams}, {@code src/llama-model.cpp}). */
final class HyperParametersLoader {
    /** {@code LLAMA_MAX_EXPERTS} of {@code src/llama-hparams.h}. */
    private static final int MAX_EXPERTS = 1024;

    /** The period of layers without rotation, where there are such ({@code n_no_rope_layer_step} of {@code llama_hparams}). */
    private static final int NO_ROPE_STEP = 4;

    private final Model model;
    private final Architecture architecture;
    private final HyperParametersReader keys;

    private HyperParametersLoader(Model model) {
        this.model = model;
        LanguageModelCheck.require(model);
        String name = model.architecture();
        this.keys = new HyperParametersReader(model.metadata(), name);
        this.architecture = Architecture.byName(name)
                .orElseThrow(() -> new HyperParametersException(UnsizedArchitecture.reason(name)));
    }

    static HyperParametersDraft load(Model model) {
        HyperParametersLoader loader = new HyperParametersLoader(model);
        HyperParametersDraft draft = loader.common();
        loader.architecture.readKeys(new ArchitectureKeys(model, loader.keys, draft));
        return draft;
    }

    private HyperParametersDraft common() {
        int context = keys.integer("context_length");
        int stream = keys.integer("embedding_length");
        keys.integer("embedding_length_out", 0);
        boolean causal = keys.flag("attention.causal", true);
        Pooling pooling = Pooling.of(keys.unsigned("pooling_type", 0));
        Layers layers = layers();
        Widths widths = new Widths(stream, vocabulary(), context, OptionalInt.empty());
        Optional<RoutedExperts> experts = experts(layers.all());
        LayerCounts none = LayerCounts.all(layers.all(), 0);
        DenseNetwork dense = new DenseNetwork(
                keys.perLayer("feed_forward_length", layers.all(), none).orElse(none), 0);
        Heads heads = heads(layers.all(), stream);
        HyperParametersDraft draft = new HyperParametersDraft(
                architecture, layers, widths, heads, dense, rope(heads, layers.all(), context), pooling, causal);
        experts.ifPresent(draft::experts);
        return draft;
    }

    private Layers layers() {
        int all = keys.integer("block_count");
        require(
                all >= 1 && all <= HyperParameters.MAX_LAYERS,
                "block_count " + all + " is outside of 1.." + HyperParameters.MAX_LAYERS);
        int nextToken = keys.integer("nextn_predict_layers", 0);
        require(nextToken <= all, "nextn_predict_layers " + nextToken + " is more than block_count " + all);
        return Layers.of(all, nextToken);
    }

    private int vocabulary() {
        for (TensorInfo tensor : model.tensors()) {
            if (tensor.name().equals("token_embd.weight")) {
                require(tensor.ne1() <= Integer.MAX_VALUE, "token_embd.weight has too many rows: " + tensor.ne1());
                return (int) tensor.ne1();
            }
        }
        int size = keys.integer("vocab_size", 0);
        long tokens = model.metadata().arrayLength("tokenizer.ggml.tokens").orElse(0);
        require(tokens <= Integer.MAX_VALUE, "the vocabulary is too long: " + tokens);
        return size > 0 ? size : (int) tokens;
    }

    private Optional<RoutedExperts> experts(int layers) {
        int count = keys.integer("expert_count", 0);
        LayerCounts none = LayerCounts.all(layers, 0);
        LayerCounts used = keys.perLayer("expert_used_count", layers, none).orElse(none);
        int groups = keys.integer("expert_group_count", 0);
        int usedGroups = keys.integer("expert_group_used_count", 0);
        if (architecture.has(ArchitectureTrait.ONE_EXPERT_IS_DENSE) && count <= 1) {
            count = 0;
            used = none;
        }
        require(count <= MAX_EXPERTS, "expert_count " + count + " is more than " + MAX_EXPERTS);
        require(used.most() <= count, "expert_used_count " + used.most() + " is more than expert_count " + count);
        if (count == 0) {
            require(groups == 0, "expert_group_count is set, but there are no experts");
            return Optional.empty();
        }
        require(used.most() > 0, "expert_used_count is 0, but there are " + count + " experts");
        return Optional.of(RoutedExperts.of(count, used, groups(count, groups, usedGroups)));
    }

    private static Optional<RoutedExperts.Groups> groups(int experts, int groups, int used) {
        require(groups < experts, "expert_group_count is not below expert_count");
        if (groups <= 1) {
            return Optional.empty();
        }
        require(experts % groups == 0, "expert_group_count does not divide expert_count");
        require(used > 0 && used < groups, "expert_group_used_count " + used + " is outside of 1.." + (groups - 1));
        return Optional.of(new RoutedExperts.Groups(groups, used));
    }

    private Heads heads(int layers, int stream) {
        LayerCounts none = LayerCounts.all(layers, 0);
        LayerCounts query = keys.perLayer("attention.head_count", layers, none).orElse(none);
        LayerCounts keyValue =
                keys.perLayer("attention.head_count_kv", layers, query).orElse(query);
        Heads.Size full = query.at(0) > 0 ? headSize(stream / query.at(0)) : new Heads.Size(0, 0);
        return new Heads(
                query,
                keyValue,
                full,
                new Heads.Size(
                        keys.integer("attention.key_length_swa", full.key()),
                        keys.integer("attention.value_length_swa", full.value())));
    }

    private Heads.Size headSize(int even) {
        return new Heads.Size(keys.integer("attention.key_length", even), keys.integer("attention.value_length", even));
    }

    private Rope rope(Heads heads, int layers, int context) {
        keys.flag("rope.scaling.finetuned", false);
        int originalContext = keys.integer("rope.scaling.original_context_length", context);
        int head = heads.full().key();
        int dimensions = heads.query().at(0) > 0 ? keys.integer("rope.dimension_count", head) : 0;
        require(
                dimensions == head || !architecture.has(ArchitectureTrait.FULL_ROTATION),
                "invalid n_rot: " + dimensions + ", expected " + head);
        keys.integer("rope.dimension_count_swa", dimensions);
        Rope rope = new Rope(dimensions, originalContext, LayerSet.all(layers), OptionalInt.of(NO_ROPE_STEP), 1);
        return architecture.has(ArchitectureTrait.SECTIONS) ? rope.inSections() : rope;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new HyperParametersException(message);
        }
    }
}
