package dev.llmfit.cli.shell;

import java.io.IOException;

/** Nobody reads on, as behind {@code | head}: no fault of anyone. */
public final class ReaderGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Creates it from what the system said. */
    public ReaderGoneException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
