package dev.llmfit.sizing.graph;

/** Functions of {@link Op#UNARY} and {@link Op#GLU}. */
public enum Activation {
    /** Not an activation. */
    NONE,
    ABS,
    SGN,
    CEIL,
    NEG,
    STEP,
    TANH,
    ELU,
    RELU,
    SIGMOID,
    GELU,
    GELU_ERF,
    GELU_QUICK,
    SILU,
    HARDSWISH,
    EXP,
    SOFTPLUS,
    XIELU,
    SWIGLU,
    GEGLU,
    REGLU,
    SWIGLU_OAI
}
