package dev.llmfit.cli.render;

import dev.llmfit.units.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes trees of maps, collections, numbers, strings, booleans and {@link Bytes} as JSON. Maps keep their order; empty
 * optionals become null; non-finite numbers become null.
 */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** Returns a document over several lines, indented by two spaces. */
    public static String pretty(Object tree) {
        return write(tree, true);
    }

    /** Returns a document in one line. */
    public static String line(Object tree) {
        return write(tree, false);
    }

    private static String write(Object tree, boolean pretty) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        ObjectWriteContext context = pretty ? new IndentedWriteContext() : ObjectWriteContext.empty();
        try (JsonGenerator generator = FACTORY.createGenerator(context, bytes)) {
            value(generator, tree);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void value(JsonGenerator g, @Nullable Object value) {
        switch (value) {
            case null -> g.writeNull();
            case Optional<?> o -> value(g, o.isPresent() ? o.get() : null);
            case String s -> g.writeString(s);
            case Bytes b -> g.writeNumber(b.count());
            case Integer i -> g.writeNumber(i);
            case Long l -> g.writeNumber(l);
            case Double d -> number(g, d);
            case Boolean b -> g.writeBoolean(b);
            case Enum<?> e -> g.writeString(e.name());
            case Map<?, ?> map -> {
                g.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    g.writeName(String.valueOf(entry.getKey()));
                    value(g, entry.getValue());
                }
                g.writeEndObject();
            }
            case Collection<?> items -> {
                g.writeStartArray();
                for (Object item : items) {
                    value(g, item);
                }
                g.writeEndArray();
            }
            default -> throw new IllegalArgumentException("no JSON form for " + value.getClass());
        }
    }

    private static void number(JsonGenerator g, double d) {
        if (Double.isFinite(d)) {
            g.writeNumber(d);
        } else {
            g.writeNull();
        }
    }
}
