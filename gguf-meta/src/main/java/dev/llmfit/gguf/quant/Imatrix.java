package dev.llmfit.gguf.quant;

/** Whether {@code llama-quantize} is given an importance matrix. It changes a few tensor types, and some need it. */
public enum Imatrix {
    /** None is given: the types are those of {@code llama-quantize --dry-run}. */
    ABSENT,
    /** One is given, as makers of published IQ files do. */
    PRESENT
}
