package dev.llmfit.json;

/** A text that is no JSON, with the reason. */
public final class JsonException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public JsonException(String message) {
        super(message);
    }

    /** Creates the exception. */
    public JsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
