package dev.llmfit.mcp.tools;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonArray;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Files of this module. */
final class ResourceText {
    private ResourceText() {}

    /** Returns the array that a file holds. */
    static JsonArray array(String name) {
        try (InputStream in = ResourceText.class.getResourceAsStream("/dev/llmfit/mcp/" + name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return (JsonArray) Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
