package dev.llmfit.json;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is no readable text. The message is a sentence without a full stop and begins with the file's name. */
public final class TextFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    TextFileException(Path file, String reason) {
        super((file.toString().isEmpty() ? "''" : file) + " " + reason);
        this.reason = reason;
    }

    /** Returns the sentence without the file's name. */
    public String reason() {
        return reason;
    }
}
