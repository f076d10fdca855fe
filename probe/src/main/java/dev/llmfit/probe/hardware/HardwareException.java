package dev.llmfit.probe.hardware;

/** Hardware that is named but not known, or facts that are malformed. */
public final class HardwareException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    /**
     * Creates the exception.
     *
     * @param message what is wrong, one sentence without a full stop
     * @param hint what to do; may be empty
     */
    public HardwareException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /** Returns what to do; may be empty. */
    public String hint() {
        return hint;
    }
}
