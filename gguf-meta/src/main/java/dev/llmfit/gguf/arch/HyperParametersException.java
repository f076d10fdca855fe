package dev.llmfit.gguf.arch;

import dev.llmfit.units.Hint;

/** A model whose hyper-parameters llama.cpp would refuse to load: unknown architecture, missing key, value out of range. */
public final class HyperParametersException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Hint remedy;

    /** Creates the exception with a sentence that names the key or architecture. */
    public HyperParametersException(String message) {
        this(message, Hint.NONE);
    }

    /** Creates the exception for a file that is no model by itself: what it is, and what to do. */
    HyperParametersException(String message, Hint remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** Returns what to do; empty if the sentence says all. */
    public Hint remedy() {
        return remedy == null ? Hint.NONE : remedy;
    }
}
