package dev.llmfit.gguf;

import java.io.IOException;

/** Says that a file is no valid GGUF file: what is wrong, in one sentence part without a full stop, and at which byte. */
public final class GgufFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long offset;
    private final boolean incomplete;

    /**
     * Creates the exception.
     *
     * @param problem what is wrong, for example {@code tensor 'x' has type 99}
     * @param offset byte offset in the file where the bad value starts
     */
    public GgufFormatException(String problem, long offset) {
        this(problem, offset, false);
    }

    private GgufFormatException(String problem, long offset, boolean incomplete) {
        super(problem + " (at byte " + offset + ")");
        this.offset = offset;
        this.incomplete = incomplete;
    }

    /** Returns the exception for a file with a sound header that ends before its tensor data do. */
    static GgufFormatException dataMissing(String problem, long fileBytes) {
        return new GgufFormatException(problem, fileBytes, true);
    }

    /** Returns the byte offset in the file where the bad value starts. */
    public long offset() {
        return offset;
    }

    /** Returns whether the header is sound and only tensor data are missing. */
    public boolean isDataMissing() {
        return incomplete;
    }
}
