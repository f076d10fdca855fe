package dev.llmfit.gguf.arch;

/** A model whose hyper-parameters llama.cpp would refuse to load: unknown architecture, missing key, value out of range. */
public final class HyperParametersException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with a sentence that names the key or architecture. */
    public HyperParametersException(String message) {
        super(message);
    }
}
