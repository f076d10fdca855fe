package dev.llmfit.gguf.remote;

/** An environment variable holds what cannot be used. */
public final class InvalidSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidSettingException(String message) {
        super(message);
    }
}
