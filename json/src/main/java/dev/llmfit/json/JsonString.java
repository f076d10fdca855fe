package dev.llmfit.json;

import java.util.Optional;

/**
 * A string.
 *
 * @param value the text, unescaped
 */
public record JsonString(String value) implements JsonValue {
    @Override
    public Optional<String> asText() {
        return Optional.of(value);
    }
}
