package dev.llmfit.engine.json;

import dev.llmfit.units.Bytes;
import java.io.StringWriter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes trees of maps, collections, numbers, strings, booleans and sizes as one line of JSON. */
public final class JsonText {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonText() {}

    /** Returns the document in one line without a line break at its end. */
    public static String line(Object tree) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, tree);
        }
        return text.toString();
    }

    private static void write(JsonGenerator g, @Nullable Object value) {
        switch (value) {
            case null -> g.writeNull();
            case Optional<?> o -> write(g, o.isPresent() ? o.get() : null);
            case String s -> g.writeString(s);
            case Bytes b -> g.writeNumber(b.count());
            case Integer i -> g.writeNumber(i);
            case Long l -> g.writeNumber(l);
            case Double d when Double.isFinite(d) -> g.writeNumber(d);
            case Double d -> g.writeNull();
            case Boolean b -> g.writeBoolean(b);
            case Map<?, ?> map -> {
                g.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    g.writeName(String.valueOf(entry.getKey()));
                    write(g, entry.getValue());
                }
                g.writeEndObject();
            }
            case Collection<?> items -> {
                g.writeStartArray();
                for (Object item : items) {
                    write(g, item);
                }
                g.writeEndArray();
            }
            default -> throw new IllegalArgumentException("no JSON form for " + value.getClass());
        }
    }
}
