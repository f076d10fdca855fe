package dev.llmfit.cli.size;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A line of a batch is no request. */
final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String id;

    BadRequestException(@Nullable String id, String message) {
        super(message);
        this.id = id;
    }

    Optional<String> id() {
        return Optional.ofNullable(id);
    }
}
