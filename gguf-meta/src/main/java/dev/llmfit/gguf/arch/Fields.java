package dev.llmfit.gguf.arch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

// No switch over types here and in the other classes that every command runs: an AOT cache does not keep what such a
// switch is made
// of, and each costs 1 to 3 ms at every start.
/**
 * The fields of a model's description: a tree of maps, lists, integers, reals, booleans and texts, read by name.
 *
 * <p>A layout reads the fields it needs; one that is missing or of the wrong kind is a {@link FieldsException} with the
 * path of the field.
 */
public final class Fields {
    private final String path;
    private final Map<String, Object> values;

    /**
     * Creates a view.
     *
     * @param path the entry's name, for messages
     * @param values Long, Double, Boolean, String, List or Map values
     */
    public Fields(String path, Map<String, Object> values) {
        this.path = path;
        this.values = Collections.unmodifiableMap(values);
    }

    /** Returns the values as they are. */
    public Map<String, Object> asMap() {
        return values;
    }

    /** Returns the entry's name or the section's path, for messages. */
    public String path() {
        return path;
    }

    /** Returns the same fields with some replaced. */
    public Fields with(Map<String, Object> others) {
        Map<String, Object> merged = new LinkedHashMap<>(values);
        merged.putAll(others);
        return new Fields(path, merged);
    }

    /** Tells whether a field is there. */
    public boolean has(String key) {
        return values.get(key) != null;
    }

    /** Returns an integer that must be there. */
    public long integer(String key) {
        return optionalInteger(key).orElseThrow(() -> missing(key, "an integer"));
    }

    /** Returns an integer, or another if the field is absent. */
    public long integer(String key, long absent) {
        return optionalInteger(key).orElse(absent);
    }

    /** Returns an integer that counts layers, heads or the like and fits an int. */
    public int count(String key) {
        long value = integer(key);
        if (value < 0 || value > 1_000_000) {
            throw new FieldsException(path + ": " + key + " is " + value + ", expected 0 to 1000000");
        }
        return (int) value;
    }

    /** Returns an integer; empty if the field is absent. */
    public Optional<Long> optionalInteger(String key) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Long i) {
            return Optional.of(i);
        }
        throw wrong(key, "an integer");
    }

    /** Returns a number, or another if the field is absent. */
    public double number(String key, double absent) {
        Object value = values.get(key);
        if (value == null) {
            return absent;
        }
        if (value instanceof Long || value instanceof Double) {
            return ((Number) value).doubleValue();
        }
        throw wrong(key, "a number");
    }

    /** Returns a boolean; false if the field is absent. */
    public boolean flag(String key) {
        return flag(key, false);
    }

    /** Returns a boolean, or another if the field is absent. */
    public boolean flag(String key, boolean absent) {
        Object value = values.get(key);
        if (value == null) {
            return absent;
        }
        if (value instanceof Boolean b) {
            return b;
        }
        throw wrong(key, "true or false");
    }

    /** Returns a text that must be there. */
    public String text(String key) {
        return optionalText(key).orElseThrow(() -> missing(key, "a text"));
    }

    /** Returns a text; empty if the field is absent. */
    public Optional<String> optionalText(String key) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String s) {
            return Optional.of(s);
        }
        throw wrong(key, "a text");
    }

    /** Returns a list of texts; empty if the field is absent. */
    public List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Object element : list(key)) {
            if (!(element instanceof String s)) {
                throw wrong(key, "a list of texts");
            }
            texts.add(s);
        }
        return texts;
    }

    /** Returns a list of integers (booleans as 0 and 1); empty if the field is absent. */
    public List<Long> integers(String key) {
        List<Long> integers = new ArrayList<>();
        for (Object element : list(key)) {
            integers.add(toInteger(key, element));
        }
        return integers;
    }

    /** Returns a value stated once or per layer, that must be there. */
    public PerLayer perLayer(String key) {
        return optionalPerLayer(key).orElseThrow(() -> missing(key, "an integer or a list of them"));
    }

    /** Returns a value stated once or per layer; empty if the field is absent. */
    public Optional<PerLayer> optionalPerLayer(String key) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Long i) {
            return Optional.of(PerLayer.same(i));
        }
        if (value instanceof List<?>) {
            return Optional.of(PerLayer.listed(integers(key)));
        }
        throw wrong(key, "an integer or a list of them");
    }

    /** Returns a list of groups of fields; empty if the field is absent. */
    public List<Fields> sections(String key) {
        List<Fields> sections = new ArrayList<>();
        for (Object element : list(key)) {
            if (!(element instanceof Map<?, ?> map)) {
                throw wrong(key, "a list of groups of fields");
            }
            sections.add(new Fields(path + ": " + key, keyedByText(map)));
        }
        return sections;
    }

    /** Returns a group of fields that must be there. */
    public Fields section(String key) {
        return optionalSection(key).orElseThrow(() -> missing(key, "a group of fields"));
    }

    /** Returns a group of fields; empty if absent. */
    public Optional<Fields> optionalSection(String key) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(key, "a group of fields");
        }
        return Optional.of(new Fields(path + ": " + key, keyedByText(map)));
    }

    private static Map<String, Object> keyedByText(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((k, v) -> copy.put(String.valueOf(k), v));
        return copy;
    }

    private List<?> list(String key) {
        Object value = values.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> l) {
            return l;
        }
        throw wrong(key, "a list");
    }

    private long toInteger(String key, @Nullable Object element) {
        if (element instanceof Long i) {
            return i;
        }
        if (element instanceof Boolean b) {
            return b ? 1 : 0;
        }
        throw wrong(key, "a list of integers");
    }

    private FieldsException missing(String key, String expected) {
        return new FieldsException(path + ": " + key + " is missing, expected " + expected);
    }

    private FieldsException wrong(String key, String expected) {
        return new FieldsException(path + ": " + key + " is " + values.get(key) + ", expected " + expected);
    }
}
