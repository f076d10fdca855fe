package dev.llmfit.sizing.memory;

/** What a context computes ({@code llama_context_type}). */
public enum ContextKind {
    /** The trunk of a model. */
    MAIN,
    /** The layers for next-token prediction behind the trunk, on the weights of the main context. */
    NEXT_TOKEN
}
