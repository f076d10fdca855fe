package dev.llmfit.sizing.families;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.Norm;
import java.util.function.Predicate;

/** What sets one architecture of {@link Blocks} apart. Filled once, then handed over. */
final class BlockStyle {
    /** Norms of queries and keys. */
    enum QkNorm {
        /** Per head before rotation, if the file has the weights. */
        PER_HEAD,
        /** Over all heads together, before they are told apart. */
        JOINED,
        /** Per head after rotation. */
        AFTER_ROTATION
    }

    /** Where queries are scaled by an input that grows with the position. */
    enum Temperature {
        NONE,
        /** In all layers, if the metadata sets a scale. */
        IF_SET,
        /** In layers without rotation. */
        WITHOUT_ROTATION
    }

    /** What the result of attention is multiplied by. */
    enum Gate {
        NONE,
        /** A sigmoid per element or, if the projection is that narrow, per head. */
        SIGMOID,
        /** The same with softplus. */
        SOFTPLUS
    }

    /** Where rows without outputs are dropped. */
    enum Rows {
        /** Within the last layer. */
        LAST_LAYER,
        /** Before the final norm. */
        BEFORE_NORM,
        /** After the final norm. */
        AFTER_NORM
    }

    /** What the graph ends with. */
    enum End {
        LOGITS,
        /** The final norm's result: an embedding model. */
        EMBEDDINGS
    }

    /** Norm of the embedding before the first block. */
    enum EmbeddingNorm {
        NONE,
        /** With the weights of {@code token_embd_norm}. */
        LEARNED,
        /** Without weights. */
        BARE
    }

    Norm norm = Norm.RMS;
    boolean normsFirst = true;
    QkNorm qkNorm = QkNorm.PER_HEAD;
    Norm qkNormKind = Norm.RMS;
    Predicate<HyperParameters> bareQkNorm = hp -> false;
    Rotation rotation = Rotation.ALWAYS;
    boolean factorsInWindows = true;
    Temperature temperature = Temperature.NONE;
    boolean scaledEmbedding;
    boolean rowScaledEmbedding;
    EmbeddingNorm embeddingNorm = EmbeddingNorm.NONE;
    boolean cached = true;
    Rows rows = Rows.LAST_LAYER;
    Rows hiddenRows = Rows.LAST_LAYER;
    End end = End.LOGITS;
    String outputNorm = "output_norm";
    boolean positionEmbedding;
    boolean scaledQueries;
    Gate gate = Gate.NONE;
    boolean innerNorms;
    String attentionPostNorm = "";
    boolean postNormOfAllTokens;
    boolean attentionPostNormBound = true;
    String ffnNorm = "ffn_norm";
    String ffnPostNorm = "";
    boolean ffnPostNormBound;
    FeedForward feedForward = FeedForward.dense(Ffn.SILU);
    boolean scaledResiduals;
    boolean streamFirst;
    boolean attentionSecond;
    boolean deepstack;
    boolean scaledLogits;
    boolean softcappedLogits;
    boolean attentionNormOptional;
    boolean sharesAbsentNorm;

    BlockStyle norm(Norm kind) {
        this.norm = kind;
        return this;
    }

    /** A layer whose file has no norm of attention has none. */
    BlockStyle optionalAttentionNorm() {
        this.attentionNormOptional = true;
        return this;
    }

    /** A layer whose file has no norm of the feed-forward network feeds both halves from the same norm. */
    BlockStyle sharedNormIfAbsent() {
        this.sharesAbsentNorm = true;
        return this;
    }

    /** Blocks without a norm before attention and feed-forward; these norms follow instead. */
    BlockStyle normsAfter(String attention, String ffn) {
        this.normsFirst = false;
        this.ffnNorm = "";
        return postNorms(attention, ffn, false);
    }

    BlockStyle postNorms(String attention, String ffn, boolean ffnBound) {
        this.attentionPostNorm = attention;
        this.ffnPostNorm = ffn;
        this.ffnPostNormBound = ffnBound;
        return this;
    }

    /** The norm behind attention sees all tokens, also in the last layer. */
    BlockStyle postNormOfAllTokens() {
        this.postNormOfAllTokens = true;
        return this;
    }

    /** The norm behind attention is not bound to the layer's device. */
    BlockStyle unboundPostNorm() {
        this.attentionPostNormBound = false;
        return this;
    }

    BlockStyle qkNorm(QkNorm place, Norm kind) {
        this.qkNorm = place;
        this.qkNormKind = kind;
        return this;
    }

    /** Rotated queries and keys are normed without weights. */
    BlockStyle bareQkNorm(Predicate<HyperParameters> when) {
        this.bareQkNorm = when;
        return this;
    }

    BlockStyle rotation(Rotation value) {
        this.rotation = value;
        return this;
    }

    /** Layers with a window rotate without frequency factors. */
    BlockStyle noFactorsInWindows() {
        this.factorsInWindows = false;
        return this;
    }

    BlockStyle temperature(Temperature value) {
        this.temperature = value;
        return this;
    }

    BlockStyle scaledEmbedding() {
        this.scaledEmbedding = true;
        return this;
    }

    /** Learned positions are added to the embedding instead of rotations. */
    BlockStyle positionEmbedding() {
        this.positionEmbedding = true;
        this.rotation = Rotation.NEVER;
        return this;
    }

    BlockStyle scaledQueries() {
        this.scaledQueries = true;
        return this;
    }

    /** The result of attention is multiplied by a gate, in layers that have its projection. */
    BlockStyle gate(Gate value) {
        this.gate = value;
        return this;
    }

    /** The embedding is scaled by an input, as gemma does. */
    BlockStyle rowScaledEmbedding() {
        this.rowScaledEmbedding = true;
        return this;
    }

    BlockStyle embeddingNorm(EmbeddingNorm value) {
        this.embeddingNorm = value;
        return this;
    }

    /** Tokens attend within the batch only. */
    BlockStyle withoutCache() {
        this.cached = false;
        return this;
    }

    /** Rows without outputs are dropped here, now only if a draft context reads the hidden rows. */
    BlockStyle rows(Rows value) {
        this.rows = value;
        return hiddenRows(value);
    }

    /** Rows without outputs are dropped here if a draft context reads the hidden rows. */
    BlockStyle hiddenRows(Rows value) {
        this.hiddenRows = value;
        return this;
    }

    /** The graph ends with the norm of this name, without logits. */
    BlockStyle embeddings(String norm) {
        this.end = End.EMBEDDINGS;
        this.outputNorm = norm;
        return this;
    }

    /** Norms stand before the last projection of attention and feed-forward. */
    BlockStyle innerNorms() {
        this.innerNorms = true;
        return this;
    }

    BlockStyle ffnNorm(String name) {
        this.ffnNorm = name;
        return this;
    }

    BlockStyle ffn(Ffn activation) {
        return feedForward(FeedForward.dense(activation));
    }

    BlockStyle feedForward(FeedForward value) {
        this.feedForward = value;
        return this;
    }

    /** Both branches are scaled by {@code residual_scale}, if set. */
    BlockStyle scaledResiduals() {
        this.scaledResiduals = true;
        return this;
    }

    /** The output of the feed-forward network is the second operand of its residual, not the first. */
    BlockStyle streamFirst() {
        this.streamFirst = true;
        return this;
    }

    /** The output of attention is the second operand of its residual, not the first. */
    BlockStyle attentionSecond() {
        this.attentionSecond = true;
        return this;
    }

    /** The first layers add further parts of the input embedding. */
    BlockStyle deepstack() {
        this.deepstack = true;
        return this;
    }

    /** Logits are scaled, if {@code logit_scale} is set. */
    BlockStyle scaledLogits() {
        this.scaledLogits = true;
        return this;
    }

    BlockStyle softcappedLogits() {
        this.softcappedLogits = true;
        return this;
    }
}
