package dev.llmfit.sizing.builder;

import dev.llmfit.sizing.graph.Activation;

/**
 * What a feed-forward network does between its projections ({@code llm_ffn_op_type}).
 *
 * <p>SILU, GELU and RELU become their gated forms when the layer has a gate.
 */
public enum Ffn {
    SILU(Activation.SILU, Activation.SWIGLU),
    GELU(Activation.GELU, Activation.GEGLU),
    RELU(Activation.RELU, Activation.REGLU),
    /** The function of apertus, never gated. */
    XIELU(Activation.XIELU, Activation.NONE),
    /** The square of RELU, never gated. */
    RELU_SQR(Activation.RELU, Activation.NONE),
    /** Gate and up in the halves of one projection. */
    SWIGLU(Activation.NONE, Activation.SWIGLU),
    /** Gate and up in the halves of one projection. */
    GEGLU(Activation.NONE, Activation.GEGLU),
    /** Gate and up in the halves of one projection. */
    REGLU(Activation.NONE, Activation.REGLU),
    /** The gated form of gpt-oss. */
    SWIGLU_OAI(Activation.NONE, Activation.SWIGLU_OAI),
    /** The function of kimi-k3, always gated, of several operations ({@link Situ}). */
    SITU(Activation.NONE, Activation.NONE);

    private final Activation plain;
    private final Activation gated;

    Ffn(Activation plain, Activation gated) {
        this.plain = plain;
        this.gated = gated;
    }

    Activation plain() {
        return plain;
    }

    Activation gated() {
        return gated;
    }
}
