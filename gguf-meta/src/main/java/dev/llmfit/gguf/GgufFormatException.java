package dev.llmfit.gguf;

import dev.llmfit.units.Hint;
import java.io.IOException;

/**
 * Says that a file cannot be loaded as GGUF, in one sentence part without a full stop: what is wrong and at which byte in a file that is
 * damaged, or what the file is and what to do with it.
 */
public final class GgufFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long offset;
    private final boolean incomplete;
    private final transient Hint remedy;

    /**
     * Creates the exception.
     *
     * @param problem what is wrong, for example {@code tensor 'x' has type 99}
     * @param offset byte offset in the file where the bad value starts
     */
    public GgufFormatException(String problem, long offset) {
        this(problem + " (at byte " + offset + ")", offset, false, Hint.NONE);
    }

    private GgufFormatException(String sentence, long offset, boolean incomplete, Hint remedy) {
        super(sentence);
        this.offset = offset;
        this.incomplete = incomplete;
        this.remedy = remedy;
    }

    /**
     * Returns the exception for a file that is not damaged but another kind than is taken.
     *
     * @param sentence what the file is
     * @param remedy what to do
     */
    public static GgufFormatException explained(String sentence, Hint remedy) {
        return new GgufFormatException(sentence, 0, false, remedy);
    }

    /** Returns the exception for a file with a sound header that ends before its tensor data do. */
    static GgufFormatException dataMissing(String problem, long fileBytes) {
        return new GgufFormatException(problem, fileBytes, true, Hint.NONE);
    }

    /** Returns the same of a part of a set, which the sentence then names. */
    GgufFormatException inPart(String name) {
        return new GgufFormatException("in '" + name + "' " + getMessage(), offset, incomplete, remedy());
    }

    /** Returns the byte offset in the file where the bad value starts. */
    public long offset() {
        return offset;
    }

    /** Returns what to do with a file that is of another kind; empty for one that is damaged. */
    public Hint remedy() {
        return remedy == null ? Hint.NONE : remedy;
    }

    /** Returns whether the header is sound and only tensor data are missing. */
    public boolean isDataMissing() {
        return incomplete;
    }
}
