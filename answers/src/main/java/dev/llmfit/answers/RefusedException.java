package dev.llmfit.answers;

/** Says that there is no answer, and why. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    /** Creates the exception of a refusal that nothing caused. */
    public RefusedException(Refusal refusal) {
        super(refusal.message());
        this.refusal = refusal;
    }

    /** Creates the exception of a refusal. */
    public RefusedException(Refusal refusal, Throwable cause) {
        super(refusal.message(), cause);
        this.refusal = refusal;
    }

    /** Returns why. */
    public Refusal refusal() {
        return refusal;
    }
}
