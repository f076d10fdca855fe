package dev.llmfit.gguf.phantom;

/** What a phantom file says about tokens. */
public enum Vocabulary {
    /** No tokens, only their number: enough for {@code llama-bench}, which makes up token ids. */
    NONE,
    /** Made-up tokens, every byte among them, so that a server can tokenize any text. */
    SYNTHETIC
}
