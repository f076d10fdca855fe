package dev.llmfit.cli.size;

/** A line of a batch is no request. */
final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
        super(message);
    }
}
