package dev.llmfit.engine.store;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Sha256;

/** Names a line of the store by its content. */
public final class LineId {
    /** Hexadecimal digits that tell some thousands of lines apart. */
    private static final int DIGITS = 8;

    private LineId() {}

    /** Returns the first eight hex digits of the SHA-256 of a line. */
    public static String of(JsonValue line) {
        return Sha256.of(Json.compact(line)).substring(0, DIGITS);
    }
}
