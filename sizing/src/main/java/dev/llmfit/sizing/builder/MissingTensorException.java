package dev.llmfit.sizing.builder;

/** A model has no tensor that its architecture needs; llama.cpp refuses such a file. */
public final class MissingTensorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception for a tensor name. */
    public MissingTensorException(String name) {
        super("missing tensor '" + name + "'");
    }
}
