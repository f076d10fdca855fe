package dev.llmfit.json;

/** The null value. */
public record JsonNull() implements JsonValue {
    /** The value. */
    public static final JsonNull NULL = new JsonNull();
}
