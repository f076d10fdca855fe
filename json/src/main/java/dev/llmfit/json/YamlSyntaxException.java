package dev.llmfit.json;

/** The text is no YAML; the message is the reason without the line. */
public final class YamlSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    YamlSyntaxException(String reason, int line) {
        super(reason);
        this.line = line;
    }

    /** Returns the line that cannot be read, from 1. */
    public int line() {
        return line;
    }
}
