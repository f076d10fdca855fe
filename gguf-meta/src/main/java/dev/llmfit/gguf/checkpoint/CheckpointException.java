package dev.llmfit.gguf.checkpoint;

import java.io.IOException;

/** Says why a checkpoint cannot be used, in one sentence without a full stop. */
public final class CheckpointException extends IOException {
    private static final long serialVersionUID = 1;

    /** Creates the exception. */
    public CheckpointException(String message) {
        super(message);
    }
}
