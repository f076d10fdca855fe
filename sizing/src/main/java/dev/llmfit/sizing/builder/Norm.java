package dev.llmfit.sizing.builder;

/** Kinds of normalization ({@code llm_norm_type}). */
public enum Norm {
    /** Mean and variance. */
    LAYER,
    /** Root of the mean square. */
    RMS,
    /** Groups of channels. */
    GROUP
}
