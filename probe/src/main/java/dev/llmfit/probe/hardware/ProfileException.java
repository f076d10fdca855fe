package dev.llmfit.probe.hardware;

/** A machine profile that cannot be read; the message is one sentence without a full stop. */
public final class ProfileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public ProfileException(String message) {
        super(message);
    }
}
