package dev.llmfit.gguf.layout;

import dev.llmfit.gguf.layout.FeedForwardTensors.Kind;
import dev.llmfit.json.AuditedFields;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What sets one plain transformer architecture apart from another. Source: the tensor lists in llama.cpp's
 * {@code src/models}.
 *
 * @param feedForward shape of the dense network
 * @param feedForwardNorm name of the norm before the feed-forward network
 * @param traits the rest
 * @param keys writes the metadata of its own
 */
record TransformerTraits(Kind feedForward, String feedForwardNorm, Set<Trait> traits, Keys keys) {
    TransformerTraits {
        traits = Set.copyOf(traits);
    }

    /** One difference from the plain Llama layout. */
    enum Trait {
        /** LayerNorm instead of RMSNorm. */
        LAYER_NORM,
        /** Norms have biases. */
        NORM_BIAS,
        /** No norm tensors at all. */
        NO_NORMS,
        /** No norms before attention and feed-forward. */
        NO_PRE_NORMS,
        /** Norms after attention and feed-forward. */
        POST_NORMS,
        /** Attention and feed-forward read the same norm. */
        PARALLEL,
        /** Query, key and value in one matrix. */
        FUSED_QKV,
        /** The attention output has a bias. */
        OUTPUT_PROJECTION_BIAS,
        /** The feed-forward matrices have biases. */
        FEED_FORWARD_BIAS,
        /** There is no output head. */
        NO_HEAD,
        /** The output head has a bias. */
        HEAD_BIAS,
        /** Learned positions. */
        POSITIONS,
        /** A gate on the attention output. */
        ATTENTION_GATE,
        /** Norms before the output matrices of attention and feed-forward. */
        INNER_NORMS,
        /** Two dense layers behind the pooled embedding. */
        DENSE_HEADS,
        /** Layers for next-token prediction have no experts. */
        DENSE_NEXT_TOKEN,
        /** Layers for next-token prediction have an embedding and a head of their own. */
        NEXT_TOKEN_EMBEDDING,
        /** Such layers have a head of their own and share the embedding. */
        NEXT_TOKEN_HEAD,
        /** The last norm of such a layer is named as that of other layers. */
        NEXT_TOKEN_OUTPUT_NORM,
        /** The first layer reads the embedding without a norm. */
        NO_FIRST_NORM,
        /** A norm of the embedding. */
        EMBEDDING_NORM,
        /** The file names the layers with a window; layers for next-token prediction have one. */
        LISTED_WINDOWS,
        /** Attention in a window has sinks. */
        WINDOW_SINKS,
        /** The bias that chooses experts has a name without an ending. */
        BARE_ROUTER_BIAS,
        /** Layers with experts have an indexer, whose matrices the converter keeps in full precision. */
        INDEXED_EXPERTS
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** Keys that only some of these architectures have. */
    @FunctionalInterface
    interface Keys {
        /** Writes them. */
        void write(HeaderBuilder header, AuditedFields fields);
    }

    /** Returns the plain Llama layout but for these traits. */
    static TransformerTraits gated(Trait... traits) {
        return of(Kind.GATED, traits);
    }

    /** Returns a layout with this dense network and these traits. */
    static TransformerTraits of(Kind kind, Trait... traits) {
        EnumSet<Trait> set = EnumSet.noneOf(Trait.class);
        set.addAll(List.of(traits));
        return new TransformerTraits(kind, "ffn_norm", set, (h, f) -> {});
    }

    /** Returns the same with another name of the norm before the feed-forward network. */
    TransformerTraits withFeedForwardNorm(String name) {
        return new TransformerTraits(feedForward, name, traits, keys);
    }

    /** Returns the same with keys of its own. */
    TransformerTraits withKeys(Keys own) {
        return new TransformerTraits(feedForward, feedForwardNorm, traits, own);
    }

    /** Returns the layout with these traits. */
    Layout layout() {
        return new TransformerLayout(this);
    }
}
