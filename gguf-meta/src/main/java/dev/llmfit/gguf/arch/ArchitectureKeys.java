package dev.llmfit.gguf.arch;

import dev.llmfit.gguf.Model;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The keys of one model and the values read so far, with what the readers of several architectures share. A key whose value is of no
 * use here is read all the same: llama.cpp refuses a file without it, or with one of another type.
 *
 * <p>Source: {@code load_arch_hparams} of each file in {@code src/models} of llama.cpp b11434.
 */
final class ArchitectureKeys {
    static final String WINDOW = "attention.sliding_window";
    static final String PATTERN = "attention.sliding_window_pattern";
    static final String EXPERT_WIDTH = "expert_feed_forward_length";
    static final String MLA_KEY = "attention.key_length_mla";
    static final String MLA_VALUE = "attention.value_length_mla";
    static final String SHARED_WIDTH = "expert_shared_feed_forward_length";
    static final String SHARED_COUNT = "expert_shared_count";
    static final String SCALE = "expert_weights_scale";
    static final String DENSE_LEAD = "leading_dense_block_count";
    static final String Q_RANK = "attention.q_lora_rank";
    static final String KV_RANK = "attention.kv_lora_rank";

    /** Sections of positions: time, height, width and one more ({@code n_rope_sections}). */
    private static final int SECTIONS = 4;

    /** Reads the keys that an architecture has beside those of all models, and sets their defaults. */
    @FunctionalInterface
    interface Reader {
        /** Reads them. */
        void read(ArchitectureKeys k);
    }

    final Model model;
    final HyperParametersReader keys;
    final HyperParametersDraft draft;

    ArchitectureKeys(Model model, HyperParametersReader keys, HyperParametersDraft draft) {
        this.model = model;
        this.keys = keys;
        this.draft = draft;
    }

    /** Returns the layers of the trunk. */
    int trunk() {
        return draft.layers().trunk();
    }

    /** Returns all layers. */
    int all() {
        return draft.layers().all();
    }

    /** Returns no mark for any layer. */
    LayerCounts unmarked() {
        return LayerCounts.all(all(), 0);
    }

    void expertWidth(boolean required) {
        LayerCounts widths = required
                ? keys.requiredPerLayer(EXPERT_WIDTH, all())
                : keys.perLayer(EXPERT_WIDTH, all(), unmarked()).orElse(unmarked());
        draft.experts(e -> e.withWidth(LayerNumbers.positive(widths)));
    }

    void sharedExperts() {
        expertWidth(true);
        keys.integer(SHARED_COUNT);
        weights();
    }

    void weights() {
        OptionalDouble scale = Scales.of(keys.real(SCALE, 0));
        boolean normed = keys.flag("expert_weights_norm", false);
        draft.experts(e -> e.withWeights(scale, normed));
    }

    void gating() {
        Optional<Gating> gating = gatingOfFile();
        draft.experts(e -> e.withGating(gating));
    }

    void gating(Gating fallback) {
        Optional<Gating> gating = gatingOfFile().or(() -> Optional.of(fallback));
        draft.experts(e -> e.withGating(gating));
    }

    private Optional<Gating> gatingOfFile() {
        return Gating.byCode(keys.integer("expert_gating_func", 0));
    }

    void denseLead() {
        int lead = keys.integer(DENSE_LEAD, 0);
        draft.dense(d -> d.withLead(lead));
    }

    void mla(boolean required) {
        int rank = keys.integer(KV_RANK);
        int key = required ? keys.integer(MLA_KEY) : keys.integer(MLA_KEY, 0);
        int value = required ? keys.integer(MLA_VALUE) : keys.integer(MLA_VALUE, 0);
        compressed(CompressedAttention.of(rank, key, value));
    }

    /** Takes compressed attention over; one of rank 0 is none. */
    void compressed(CompressedAttention attention) {
        if (attention.rank() > 0) {
            draft.compressedAttention(attention);
        }
    }

    /** Caches values as wide as the compressed row. */
    void valuesOfRank() {
        int rank = draft.compressedAttention().map(CompressedAttention::rank).orElse(0);
        draft.heads(h -> h.withFull(h.full().key(), rank));
    }

    /** Reads an indexer that the layers have which {@code own} names. */
    void indexer(LayerSet own) {
        int heads = keys.integer("attention.indexer.head_count");
        int head = keys.integer("attention.indexer.key_length");
        int topK = keys.integer("attention.indexer.top_k");
        if (head > 0) {
            draft.indexer(new SparseIndexer(heads, head, topK, 1, 1, false, own));
        }
    }

    void granite() {
        if (!keys.has("logit_scale")) {
            throw keys.absent("logit_scale");
        }
        graniteScales();
    }

    void graniteScales() {
        double logits = keys.real("logit_scale", 0);
        double residual = keys.real("residual_scale", 0);
        double embedding = keys.real("embedding_scale", 0);
        draft.scales(s -> s.withLogits(logits).withResidual(residual).withEmbedding(embedding));
        keys.real("attention.scale", 0);
    }

    void logitScale() {
        double scale = keys.real("logit_scale", 0);
        draft.scales(s -> s.withLogits(scale));
    }

    void finalSoftcap(double fallback) {
        double cap = keys.real("final_logit_softcapping", fallback);
        draft.scales(s -> s.withFinalSoftcap(cap));
    }

    void temperature() {
        double scale = keys.real("attention.temperature_scale", 0);
        draft.scales(s -> s.withTemperature(scale));
    }

    void ropeFinetuned() {
        boolean rotates = keys.flag("rope.scaling.finetuned", true);
        draft.rope(r -> r.withLayers(rotates ? LayerSet.all(all()) : LayerSet.none(all())));
    }

    /** Reads the sections of positions of several dimensions ({@code llama_model_rope_type}). */
    void sections(boolean required) {
        LayerCounts none = LayerCounts.all(SECTIONS, 0);
        Optional<LayerCounts> sections = keys.perLayer("rope.dimension_sections", SECTIONS, none);
        if (required && sections.isEmpty()) {
            throw keys.absent("rope.dimension_sections");
        }
        boolean several = sections.filter(s -> s.at(0) > 0 && s.at(1) > 0).isPresent();
        if (several && draft.architecture().has(ArchitectureTrait.SECTIONS_IF_SET)) {
            draft.rope(Rope::inSections);
        }
    }

    void deepstackAndSections() {
        draft.deepstack(new Deepstack(keys.integer("n_deepstack_layers", 0), LayerNumbers.none(all())));
        sections(true);
    }

    /** A layer without an input is written as a negative one. */
    void deepstackMapping() {
        LayerCounts inputs =
                keys.array("deepstack_mapping", LayerCounts.all(all(), -1)).orElse(LayerCounts.all(all(), -1));
        LayerNumbers byLayer =
                LayerNumbers.of(all(), il -> inputs.at(il) < 0 ? OptionalInt.empty() : OptionalInt.of(inputs.at(il)));
        long distinct = byLayer.byLayer().stream()
                .filter(OptionalInt::isPresent)
                .distinct()
                .count();
        draft.deepstack(new Deepstack((int) distinct, byLayer));
    }
}
