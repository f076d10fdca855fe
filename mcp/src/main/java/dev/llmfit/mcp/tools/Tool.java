package dev.llmfit.mcp.tools;

import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonBoolean;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.util.List;
import java.util.Map;

/**
 * A tool as agents see it.
 *
 * @param name its name
 * @param title its name for people
 * @param description what it tells, for the agent that chooses
 * @param input JSON Schema of its arguments: closed
 * @param output JSON Schema of its answer
 * @param runs whether it runs something on this machine
 */
public record Tool(String name, String title, String description, JsonObject input, JsonObject output, boolean runs) {
    private static final JsonValue DETAIL =
            JsonObject.builder().put("enum", List.of("brief", "full")).build();

    /** Returns all tools; those that run something are among them only if they may. */
    public static List<Tool> all(boolean mayRun) {
        return ResourceText.array("tools.json").items().stream()
                .map(item -> of((JsonObject) item))
                .filter(tool -> mayRun || !tool.runs)
                .toList();
    }

    private static Tool of(JsonObject item) {
        JsonObject.Builder fields = ((JsonObject) item.get("input").orElseThrow()).toBuilder();
        JsonObject input = JsonObject.builder()
                .put("type", "object")
                .put("properties", fields.put("detail", DETAIL).build())
                .put("required", item.get("required").orElseThrow())
                .put("additionalProperties", JsonBoolean.FALSE)
                .put("examples", new JsonArray(List.of(item.get("example").orElseThrow())))
                .build();
        JsonObject.Builder members = JsonObject.builder();
        for (Map.Entry<String, JsonValue> member :
                ((JsonObject) item.get("output").orElseThrow()).members().entrySet()) {
            members.put(
                    member.getKey(),
                    JsonObject.builder().put("type", member.getValue()).build());
        }
        JsonObject output = JsonObject.builder()
                .put("type", "object")
                .put("properties", members.build())
                .build();
        return new Tool(
                Doc.said(item, "name"),
                Doc.said(item, "title"),
                Doc.said(item, "description"),
                input,
                output,
                Doc.truth(item, "runs"));
    }

    /** Returns the names of its arguments. */
    public List<String> arguments() {
        return List.copyOf(((JsonObject) Doc.at(input, "properties").orElseThrow())
                .members()
                .keySet());
    }
}
