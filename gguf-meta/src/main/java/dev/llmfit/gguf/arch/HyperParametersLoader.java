package dev.llmfit.gguf.arch;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import java.util.Arrays;

/** Reads the keys that all architectures share ({@code llama_model_base::load_hparams}, {@code src/llama-model.cpp}). */
final class HyperParametersLoader {
    /** {@code LLAMA_MAX_EXPERTS} of {@code src/llama-hparams.h}. */
    private static final int MAX_EXPERTS = 1024;

    private final Model model;
    private final HyperParametersReader keys;
    private final HyperParametersValues v;

    private HyperParametersLoader(Model model) {
        this.model = model;
        String architecture = model.architecture();
        if (architecture.isEmpty()) {
            throw new HyperParametersException(
                    "'" + model.name() + "' has no general.architecture: it is not a language model file");
        }
        this.keys = new HyperParametersReader(model.metadata(), architecture);
        this.v = new HyperParametersValues(Architecture.byName(architecture)
                .orElseThrow(() -> new HyperParametersException("unknown model architecture: '" + architecture + "'")));
    }

    static HyperParametersValues load(Model model) {
        HyperParametersLoader loader = new HyperParametersLoader(model);
        loader.shape();
        loader.experts();
        loader.attention();
        loader.v.architecture.readKeys(new ArchitectureKeys(model, loader.keys, loader.v));
        return loader.v;
    }

    private void shape() {
        v.nCtxTrain = keys.integer("context_length");
        v.nEmbd = keys.integer("embedding_length");
        keys.integer("embedding_length_out", 0);
        v.causal = keys.flag("attention.causal", true);
        v.pooling = Pooling.of(keys.unsigned("pooling_type", 0));
        v.nLayerAll = keys.integer("block_count");
        if (v.nLayerAll < 1 || v.nLayerAll > HyperParameters.MAX_LAYERS) {
            throw new HyperParametersException(
                    "block_count " + v.nLayerAll + " is outside of 1.." + HyperParameters.MAX_LAYERS);
        }
        v.nLayerNextn = keys.integer("nextn_predict_layers", 0);
        if (v.nLayerNextn > v.nLayerAll) {
            throw new HyperParametersException(
                    "nextn_predict_layers " + v.nLayerNextn + " is more than block_count " + v.nLayerAll);
        }
        v.nVocab = vocabulary();
        v.allocateLayers();
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

    private void experts() {
        v.nExpert = keys.integer("expert_count", 0);
        keys.perLayer("expert_used_count", v.expertUsed, v.nLayerAll);
        v.nExpertGroups = keys.integer("expert_group_count", 0);
        v.nGroupUsed = keys.integer("expert_group_used_count", 0);
        if (v.architecture.has(ArchitectureTrait.ONE_EXPERT_IS_DENSE) && v.nExpert <= 1) {
            v.nExpert = 0;
            Arrays.fill(v.expertUsed, 0);
        }
        int used = Arrays.stream(v.expertUsed).max().orElse(0);
        require(v.nExpert <= MAX_EXPERTS, "expert_count " + v.nExpert + " is more than " + MAX_EXPERTS);
        require(used <= v.nExpert, "expert_used_count " + used + " is more than expert_count " + v.nExpert);
        if (v.nExpert > 0) {
            require(used > 0, "expert_used_count is 0, but there are " + v.nExpert + " experts");
            require(v.nExpertGroups < v.nExpert, "expert_group_count is not below expert_count");
            if (v.nExpertGroups > 1) {
                require(v.nExpert % v.nExpertGroups == 0, "expert_group_count does not divide expert_count");
                require(
                        v.nGroupUsed > 0 && v.nGroupUsed < v.nExpertGroups,
                        "expert_group_used_count " + v.nGroupUsed + " is outside of 1.." + (v.nExpertGroups - 1));
            }
        } else {
            require(v.nExpertGroups == 0, "expert_group_count is set, but there are no experts");
        }
    }

    private void attention() {
        int n = v.nLayerAll;
        keys.perLayer("feed_forward_length", v.ff, n);
        keys.perLayer("attention.head_count", v.head, n);
        System.arraycopy(v.head, 0, v.headKv, 0, n);
        keys.perLayer("attention.head_count_kv", v.headKv, n);
        keys.flag("rope.scaling.finetuned", false);
        v.ropeOrigCtx = keys.integer("rope.scaling.original_context_length", v.nCtxTrain);
        if (v.head[0] > 0) {
            int even = v.nEmbd / v.head[0];
            v.headK = keys.integer("attention.key_length", even);
            v.headV = keys.integer("attention.value_length", even);
            v.nRot = keys.integer("rope.dimension_count", v.headK);
            require(
                    v.nRot == v.headK || !v.architecture.has(ArchitectureTrait.FULL_ROTATION),
                    "invalid n_rot: " + v.nRot + ", expected " + v.headK);
        }
        v.headKSwa = keys.integer("attention.key_length_swa", v.headK);
        v.headVSwa = keys.integer("attention.value_length_swa", v.headV);
        keys.integer("rope.dimension_count_swa", v.nRot);
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new HyperParametersException(message);
        }
    }
}
