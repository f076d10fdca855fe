package dev.llmfit.mcp.protocol;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects of this program as the SDK holds them, and back. */
final class Trees {
    private static final TypeRef<Map<String, Object>> MAP = new TypeRef<>() {};

    private Trees() {}

    static Map<String, Object> map(McpJsonMapper json, JsonObject object) {
        try {
            return json.readValue(Json.compact(object), MAP);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonObject object(McpJsonMapper json, @Nullable Map<String, Object> map) {
        if (map == null) {
            return JsonObject.builder().build();
        }
        try {
            return (JsonObject) Json.parse(json.writeValueAsString(map));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
