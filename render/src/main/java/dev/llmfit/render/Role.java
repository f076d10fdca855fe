package dev.llmfit.render;

/** What a cell of a screen means. A colour follows from it, and never says more than the shape of the cell does. */
public enum Role {
    /** Text in the terminal's own colours. */
    TEXT,
    /** Weights in memory. */
    WEIGHTS,
    /** The KV cache in memory. */
    KV,
    /** Compute buffers in memory. */
    COMPUTE,
    /** What the driver takes of memory. */
    DRIVER,
    /** Memory that is left. */
    FREE,
    /** It fits; it is well. */
    GOOD,
    /** It fits in part; beware. */
    PART,
    /** It does not fit; it failed. */
    BAD,
    /** The row or value that is taken. */
    CHOICE,
    /** Text that explains and may be skipped. */
    HINT
}
