package dev.llmfit.gguf;

import java.io.IOException;

/** Says that a file is no valid GGUF file: what is wrong, in one sentence part without a full stop, and at which byte. */
public final class GgufFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long offset;

    /**
     * Creates the exception.
     *
     * @param problem what is wrong, for example {@code tensor 'x' has type 99}
     * @param offset byte offset in the file where the bad value starts
     */
    public GgufFormatException(String problem, long offset) {
        super(problem + " (at byte " + offset + ")");
        this.offset = offset;
    }

    /** Returns the byte offset in the file where the bad value starts. */
    public long offset() {
        return offset;
    }
}
