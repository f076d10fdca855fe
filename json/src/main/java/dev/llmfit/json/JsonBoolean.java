package dev.llmfit.json;

/**
 * True or false.
 *
 * @param value the boolean
 */
public record JsonBoolean(boolean value) implements JsonValue {
    /** True. */
    public static final JsonBoolean TRUE = new JsonBoolean(true);

    /** False. */
    public static final JsonBoolean FALSE = new JsonBoolean(false);

    /** Returns the JSON form of a boolean. */
    public static JsonBoolean of(boolean value) {
        return value ? TRUE : FALSE;
    }
}
