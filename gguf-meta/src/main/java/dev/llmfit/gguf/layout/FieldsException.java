package dev.llmfit.gguf.layout;

/** Says which field of a model's description is missing or of the wrong kind. */
public final class FieldsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates the exception with one sentence that names the entry and the field. */
    public FieldsException(String message) {
        super(message);
    }

    /** Creates the exception of sizes that no layout can be made of. */
    public FieldsException(String message, RuntimeException cause) {
        super(message, cause);
    }
}
