package dev.llmfit.gguf.arch;

import dev.llmfit.gguf.Model;
import java.util.Arrays;
import java.util.Optional;

/**
 * The keys of one model and the values read so far, with what the readers of several architectures share. A key whose value is of no
 * use here is read all the same: llama.cpp refuses a file without it, or with one of another type.
 *
 * <p>Source: {@code load_arch_hparams} of each file in {@code src/models} of llama.cpp b11434.
 */
final class ArchitectureKeys {
    static final String WINDOW = "attention.sliding_window";
    static final String PATTERN = "attention.sliding_window_pattern";
    static final String SHARED_WIDTH = "expert_shared_feed_forward_length";
    static final String SHARED_COUNT = "expert_shared_count";
    static final String SCALE = "expert_weights_scale";
    static final String DENSE_LEAD = "leading_dense_block_count";
    static final String Q_RANK = "attention.q_lora_rank";
    static final String KV_RANK = "attention.kv_lora_rank";

    /** Reads the keys that an architecture has beside those of all models, and sets their defaults. */
    @FunctionalInterface
    interface Reader {
        /** Reads them. */
        void read(ArchitectureKeys k);
    }

    final Model model;
    final HyperParametersReader keys;
    final HyperParametersValues v;

    ArchitectureKeys(Model model, HyperParametersReader keys, HyperParametersValues values) {
        this.model = model;
        this.keys = keys;
        this.v = values;
    }

    void expertWidth(boolean required) {
        if (required) {
            keys.requiredPerLayer("expert_feed_forward_length", v.ffExpert, v.nLayerAll);
        } else {
            keys.perLayer("expert_feed_forward_length", v.ffExpert, v.nLayerAll);
        }
    }

    void sharedExperts() {
        expertWidth(true);
        keys.integer(SHARED_COUNT);
        weights();
    }

    void weights() {
        v.expertWeightsScale = keys.real(SCALE, 0);
        v.expertWeightsNorm = keys.flag("expert_weights_norm", false);
    }

    void gating() {
        v.gating = Gating.byCode(keys.integer("expert_gating_func", 0));
    }

    void gating(Gating fallback) {
        gating();
        v.gating = v.gating.or(() -> Optional.of(fallback));
    }

    void denseLead() {
        v.nDenseLead = keys.integer(DENSE_LEAD, 0);
    }

    void mla(boolean required) {
        v.loraKv = keys.integer(KV_RANK);
        v.headKMla = required ? keys.integer("attention.key_length_mla") : keys.integer("attention.key_length_mla", 0);
        v.headVMla =
                required ? keys.integer("attention.value_length_mla") : keys.integer("attention.value_length_mla", 0);
    }

    void indexer() {
        v.indexerHeads = keys.integer("attention.indexer.head_count");
        v.indexerHead = keys.integer("attention.indexer.key_length");
        v.indexerTopK = keys.integer("attention.indexer.top_k");
    }

    void granite() {
        if (!keys.has("logit_scale")) {
            throw new HyperParametersException("key not found in model: " + v.architecture.ggufName() + ".logit_scale");
        }
        graniteScales();
    }

    void graniteScales() {
        v.logitScale = keys.real("logit_scale", 0);
        v.residualScale = keys.real("residual_scale", 0);
        v.embeddingScale = keys.real("embedding_scale", 0);
        keys.real("attention.scale", 0);
    }

    void ropeFinetuned() {
        Arrays.fill(v.rope, keys.flag("rope.scaling.finetuned", true) ? 1 : 0);
    }

    void sections(boolean required) {
        if (!keys.perLayer("rope.dimension_sections", v.ropeSections, 4) && required) {
            throw new HyperParametersException(
                    "key not found in model: " + v.architecture.ggufName() + ".rope.dimension_sections");
        }
    }

    void deepstackAndSections() {
        v.nDeepstack = keys.integer("n_deepstack_layers", 0);
        sections(true);
    }

    void deepstackMapping() {
        keys.array("deepstack_mapping", v.deepstack);
        v.nDeepstack =
                (int) Arrays.stream(v.deepstack).filter(x -> x >= 0).distinct().count();
    }
}
