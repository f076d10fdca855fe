package dev.llmfit.units;

/**
 * Work that nobody waits for any more was given up: its thread was interrupted. It is no answer and no failure, so nothing that turns
 * failures into answers may take it for one.
 */
public final class AbandonedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates it. */
    public AbandonedException() {
        super("nobody waits for it any more", null, false, false); // where it was noticed tells nobody anything
    }

    /** Gives up if this thread was interrupted; long work asks in its inner loop. The thread stays interrupted. */
    public static void ifInterrupted() {
        ifInterrupted(Thread.currentThread());
    }

    /** Gives up if a thread was interrupted for which this one works. */
    public static void ifInterrupted(Thread asking) {
        if (asking.isInterrupted()) {
            throw new AbandonedException();
        }
    }
}
