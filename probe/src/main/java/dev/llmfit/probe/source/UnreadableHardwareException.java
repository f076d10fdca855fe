package dev.llmfit.probe.source;

/** A machine whose memory or processor cannot be read at all. */
public final class UnreadableHardwareException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception; the message is one sentence without a full stop. */
    public UnreadableHardwareException(String message) {
        super(message);
    }
}
