package dev.llmfit.engine.store;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names a line of the store by its content. */
public final class LineId {
    /** Four bytes tell some thousands of lines apart. */
    private static final int BYTES = 4;

    private LineId() {}

    /** Returns the first eight hex digits of the SHA-256 of a line. */
    public static String of(JsonValue line) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Json.compact(line).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
