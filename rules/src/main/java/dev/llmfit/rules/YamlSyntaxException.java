package dev.llmfit.rules;

/** The text is no YAML. */
final class YamlSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    YamlSyntaxException(String message, int line) {
        super(message);
        this.line = line;
    }

    int line() {
        return line;
    }
}
