package dev.llmfit.gguf;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A key of the metadata that a launch sets: {@code --override-kv KEY=TYPE:VALUE} ({@code string_parse_kv_override} in {@code
 * common/common.cpp}).
 *
 * @param key the key
 * @param value its value
 */
public record KeyOverride(String key, GgufValue value) {
    /**
     * Parses {@code KEY=TYPE:VALUE}; types are int, float, bool and str.
     *
     * @throws IllegalArgumentException if llama.cpp would not read it
     */
    public static KeyOverride parse(String text) {
        int equals = text.indexOf('=');
        int colon = text.indexOf(':', equals + 1);
        if (equals < 1 || colon < 0) {
            throw new IllegalArgumentException("'" + text + "' is not written as KEY=TYPE:VALUE");
        }
        String value = text.substring(colon + 1);
        try {
            return new KeyOverride(
                    text.substring(0, equals),
                    switch (text.substring(equals + 1, colon)) {
                        case "int" -> new GgufValue.Int(GgufValueType.UINT32, Long.parseLong(value));
                        case "float" -> new GgufValue.Real(GgufValueType.FLOAT32, Double.parseDouble(value));
                        case "bool" -> new GgufValue.Bool(truth(value));
                        case "str" -> new GgufValue.Text(value);
                        default ->
                            throw new IllegalArgumentException(
                                    "'" + text + "' has no type that is int, float, bool or str");
                    });
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + value + "' in '" + text + "' is no number", e);
        }
    }

    private static boolean truth(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("'" + value + "' is neither true nor false");
        }
        return value.equals("true");
    }

    /**
     * Returns a model with the key set. An array, and a value of another kind, stay as they are ({@code GGUFMeta::GKV} in {@code
     * src/llama-model-loader.cpp}).
     */
    public Model applied(Model model) {
        Optional<GgufValue> there = model.metadata().find(key);
        Optional<GgufValue> set = there.isEmpty() ? Optional.of(value) : likeThere(there.get());
        if (set.isEmpty()) {
            return model;
        }
        Map<String, GgufValue> values = new LinkedHashMap<>(model.metadata().asMap());
        values.put(key, set.get());
        return new Model(model.name(), new Metadata(values), model.tensors());
    }

    /** Returns the value in the type that the file has; empty if the file has another kind. */
    private Optional<GgufValue> likeThere(GgufValue there) {
        if (value instanceof GgufValue.Int set && there instanceof GgufValue.Int old) {
            return Optional.of(new GgufValue.Int(old.type(), set.value()));
        }
        if (value instanceof GgufValue.Real set && there instanceof GgufValue.Real old) {
            return Optional.of(new GgufValue.Real(old.type(), set.value()));
        }
        boolean same = value.getClass().equals(there.getClass());
        return same ? Optional.of(value) : Optional.empty();
    }
}
