package dev.llmfit.serve.rest;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.HttpProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The question of a call. */
public final class JsonBody {
    /** Bytes of a question; the longest log that is worth a diagnosis is shorter. */
    static final int MOST = 1 << 20;

    /** No question nests deeper than 5. */
    static final int DEEPEST = 32;

    /** Seconds in which a question must have come. */
    static final int SECONDS = 10;

    private JsonBody() {}

    /**
     * Reads it.
     *
     * @throws HttpProblem if it is no JSON object, too long or too deep
     */
    public static JsonObject read(Call call) throws IOException {
        requireType(call, "application/json");
        JsonValue value;
        try {
            value = Json.parse(text(call.body().bytes(MOST, SECONDS)));
        } catch (JsonException e) {
            throw new HttpProblem(400, "json", "The body cannot be read: " + e.getMessage() + ".");
        }
        if (!(value instanceof JsonObject object)) {
            throw new HttpProblem(400, "json", "The body must be a JSON object.");
        }
        if (isDeeper(object, DEEPEST)) {
            throw new HttpProblem(400, "json", "The body nests deeper than " + DEEPEST + " levels.");
        }
        return object;
    }

    /** Refuses a body of another type. */
    static void requireType(Call call, String wanted) {
        String type = call.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.equals(wanted) && !type.startsWith(wanted + ";")) {
            throw new HttpProblem(415, "content-type", "Send the body as " + wanted + ".");
        }
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new HttpProblem(400, "json", "The body is no UTF-8.");
        }
    }

    private static boolean isDeeper(JsonValue value, int levels) {
        if (value instanceof JsonObject object) {
            return levels == 0 || object.members().values().stream().anyMatch(v -> isDeeper(v, levels - 1));
        }
        return value instanceof JsonArray array
                && (levels == 0 || array.items().stream().anyMatch(v -> isDeeper(v, levels - 1)));
    }
}
