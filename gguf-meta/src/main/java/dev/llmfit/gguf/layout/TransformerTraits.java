package dev.llmfit.gguf.layout;

import dev.llmfit.gguf.layout.FeedForwardTensors.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What sets one plain transformer architecture apart from another. Source: the tensor lists in llama.cpp's
 * {@code src/models}.
 *
 * @param feedForward shape of the dense network
 * @param feedForwardNorm name of the norm before the feed-forward network
 * @param traits the rest
 */
record TransformerTraits(Kind feedForward, String feedForwardNorm, Set<Trait> traits) {
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
        /** The output head has a bias. */
        HEAD_BIAS,
        /** Learned positions. */
        POSITIONS,
        /** A gate on the attention output. */
        ATTENTION_GATE
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** Returns the traits of an architecture; empty if it is no plain transformer. */
    static Optional<TransformerTraits> of(String architecture) {
        TransformerTraits traits = switch (architecture) {
            case "llama", "mistral3", "qwen2", "qwen2vl", "qwen3", "qwen3vl", "qwen2moe", "qwen3moe" -> gated();
            case "qwen3vlmoe", "mellum", "gemma", "granite", "granitemoe", "internlm2", "minicpm" -> gated();
            case "smollm3", "exaone", "ernie4_5", "ernie4_5-moe", "hunyuan-dense", "hunyuan-moe" -> gated();
            case "bailingmoe", "dots1", "deepseek", "minimax-m2", "llama4", "exaone-moe", "olmoe" -> gated();
            case "orion", "bitnet" -> gated();
            case "gemma2", "gemma3", "gemma-embedding" -> gated(Trait.POST_NORMS);
            case "bailingmoe2", "qwen" -> gated(Trait.FUSED_QKV);
            case "seed_oss", "glm4moe" ->
                new TransformerTraits(Kind.GATED, "post_attention_norm", EnumSet.noneOf(Trait.class));
            case "olmo2", "exaone4" -> gated(Trait.NO_PRE_NORMS, Trait.POST_NORMS);
            case "olmo" -> gated(Trait.NO_NORMS, Trait.LAYER_NORM);
            case "command-r", "cohere2" -> gated(Trait.LAYER_NORM, Trait.PARALLEL);
            case "afmoe" -> gated(Trait.POST_NORMS, Trait.ATTENTION_GATE);
            case "glm4" -> with(Kind.FUSED, Trait.POST_NORMS);
            case "chatglm", "phi3" -> with(Kind.FUSED, Trait.FUSED_QKV);
            default -> plainOrBiased(architecture);
        };
        return Optional.ofNullable(traits);
    }

    private static @Nullable TransformerTraits plainOrBiased(String architecture) {
        return switch (architecture) {
            case "arcee", "apertus" -> with(Kind.PLAIN);
            case "phimoe" -> gated(Trait.NORM_BIAS, Trait.OUTPUT_PROJECTION_BIAS, Trait.HEAD_BIAS);
            case "stablelm" -> gated(Trait.LAYER_NORM, Trait.NORM_BIAS);
            case "nemotron" -> with(Kind.PLAIN, Trait.LAYER_NORM, Trait.NORM_BIAS);
            case "falcon" -> with(Kind.PLAIN, Trait.LAYER_NORM, Trait.NORM_BIAS, Trait.PARALLEL, Trait.FUSED_QKV);
            case "phi2" ->
                with(
                        Kind.PLAIN,
                        Trait.LAYER_NORM,
                        Trait.NORM_BIAS,
                        Trait.PARALLEL,
                        Trait.OUTPUT_PROJECTION_BIAS,
                        Trait.FEED_FORWARD_BIAS,
                        Trait.HEAD_BIAS);
            case "starcoder2" ->
                with(
                        Kind.PLAIN,
                        Trait.LAYER_NORM,
                        Trait.NORM_BIAS,
                        Trait.OUTPUT_PROJECTION_BIAS,
                        Trait.FEED_FORWARD_BIAS);
            case "starcoder" ->
                with(
                        Kind.PLAIN,
                        Trait.LAYER_NORM,
                        Trait.NORM_BIAS,
                        Trait.OUTPUT_PROJECTION_BIAS,
                        Trait.FEED_FORWARD_BIAS,
                        Trait.FUSED_QKV,
                        Trait.POSITIONS);
            default -> null;
        };
    }

    private static TransformerTraits gated(Trait... traits) {
        return with(Kind.GATED, traits);
    }

    private static TransformerTraits with(Kind kind, Trait... traits) {
        EnumSet<Trait> set = EnumSet.noneOf(Trait.class);
        set.addAll(List.of(traits));
        return new TransformerTraits(kind, "ffn_norm", set);
    }
}
