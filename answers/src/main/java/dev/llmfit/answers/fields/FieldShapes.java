package dev.llmfit.answers.fields;

import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of a question asks for: the schema of its fields, written by the reader itself. Any field may be null, which is
 * the same as absent.
 */
public final class FieldShapes {
    /** Hears nothing. */
    public static final FieldShapes NONE = new FieldShapes(null);

    private final @Nullable Map<String, Function<FieldShapes, JsonObject>> fields;
    private final Map<String, FieldShapes> inner = new LinkedHashMap<>();

    private FieldShapes(@Nullable Map<String, Function<FieldShapes, JsonObject>> fields) {
        this.fields = fields;
    }

    /** Returns one that has heard nothing yet. */
    public static FieldShapes recording() {
        return new FieldShapes(new LinkedHashMap<>());
    }

    private void put(String name, JsonObject shape) {
        if (fields != null) {
            fields.putIfAbsent(name, own -> shape);
        }
    }

    private static JsonObject.Builder of(String... types) {
        List<JsonValue> all = new ArrayList<>(
                Arrays.stream(types).<JsonValue>map(JsonString::new).toList());
        all.add(new JsonString("null"));
        return JsonObject.builder().put("type", new JsonArray(all));
    }

    void text(String name) {
        put(name, of("string").build());
    }

    void word(String name) {
        put(name, of("string", "number").build());
    }

    void truth(String name) {
        put(name, of("boolean").build());
    }

    void whole(String name, int least) {
        put(name, of("integer", "string").put("minimum", least).build());
    }

    void number(String name) {
        put(name, of("number").build());
    }

    void texts(String name) {
        put(name, listOf("string", "string"));
    }

    void numbers(String name) {
        put(name, listOf("number"));
    }

    private static JsonObject listOf(String type, String... alone) {
        String[] types = Arrays.copyOf(alone, alone.length + 1);
        types[alone.length] = "array";
        return of(types)
                .put("items", JsonObject.builder().put("type", type).build())
                .build();
    }

    <E extends Enum<E>> void choice(String name, List<E> constants) {
        if (fields != null) {
            List<JsonValue> names = constants.stream()
                    .<JsonValue>map(c ->
                            new JsonString(c.name().toLowerCase(Locale.ROOT).replace('_', '-')))
                    .toList();
            JsonObject shape =
                    of("string").put("examples", new JsonArray(names)).build();
            fields.put(name, own -> shape);
        }
    }

    FieldShapes part(String name) {
        return below(name, FieldShapes::schema);
    }

    FieldShapes parts(String name) {
        return below(name, each -> of("array").put("items", each.schema()).build());
    }

    private FieldShapes below(String name, Function<FieldShapes, JsonObject> shape) {
        if (fields == null) {
            return NONE;
        }
        fields.put(name, shape);
        return inner.computeIfAbsent(name, n -> recording());
    }

    /** Returns the schema of an object with the fields that were asked for. */
    public JsonObject schema() {
        JsonObject.Builder properties = JsonObject.builder();
        if (fields != null) {
            fields.forEach((name, shape) -> properties.put(name, shape.apply(inner.getOrDefault(name, NONE))));
        }
        return JsonObject.builder()
                .put("type", "object")
                .put("properties", properties.build())
                .put("additionalProperties", false)
                .build();
    }
}
