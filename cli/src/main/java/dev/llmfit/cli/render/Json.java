package dev.llmfit.cli.render;

import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes documents that are still trees of maps as JSON. Maps keep their order; all else is as {@link JsonValue#of} has it. */
public final class Json {
    private Json() {}

    /** Returns a document over several lines, indented by two spaces. */
    public static String pretty(Object tree) {
        return dev.llmfit.json.Json.pretty(value(tree));
    }

    /** Returns a document in one line. */
    public static String line(Object tree) {
        return dev.llmfit.json.Json.compact(value(tree));
    }

    private static JsonValue value(@Nullable Object tree) {
        if (tree instanceof Optional<?> o) {
            return value(o.isPresent() ? o.get() : null);
        }
        if (tree instanceof Map<?, ?> map) {
            JsonObject.Builder object = JsonObject.builder();
            map.forEach((name, member) -> object.put(String.valueOf(name), value(member)));
            return object.build();
        }
        if (tree instanceof Collection<?> items) {
            return JsonValue.of(items.stream().map(Json::value).toList());
        }
        return JsonValue.of(tree);
    }
}
