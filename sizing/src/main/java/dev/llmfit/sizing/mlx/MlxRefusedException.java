package dev.llmfit.sizing.mlx;

/** mlx-lm would fail with this model or these options; the message says why. */
public final class MlxRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with the reason. */
    public MlxRefusedException(String message) {
        super(message);
    }
}
