package dev.llmfit.gguf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The key-value pairs of a GGUF file in file order. Immutable. */
public final class Metadata {
    private final Map<String, GgufValue> values;

    /** Creates metadata with these pairs, in their order. */
    public Metadata(Map<String, GgufValue> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns all pairs in file order. */
    public Map<String, GgufValue> asMap() {
        return values;
    }

    /** Returns the value of a key. */
    public Optional<GgufValue> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Returns an integer (or BOOL as 0 or 1); empty if absent or of another kind. */
    public OptionalLong integer(String key) {
        GgufValue value = values.get(key);
        if (value instanceof GgufValue.Int i) {
            return OptionalLong.of(i.value());
        }
        return value instanceof GgufValue.Bool b ? OptionalLong.of(b.value() ? 1 : 0) : OptionalLong.empty();
    }

    /** Returns a float or an integer as a number; empty if absent or of another kind. */
    public OptionalDouble number(String key) {
        GgufValue value = values.get(key);
        if (value instanceof GgufValue.Real r) {
            return OptionalDouble.of(r.value());
        }
        return value instanceof GgufValue.Int i ? OptionalDouble.of((double) i.value()) : OptionalDouble.empty();
    }

    /** Returns a string; empty if absent or of another kind. */
    public Optional<String> string(String key) {
        return values.get(key) instanceof GgufValue.Text t ? Optional.of(t.value()) : Optional.empty();
    }

    /** Returns a boolean; empty if absent or of another kind. */
    public Optional<Boolean> bool(String key) {
        return values.get(key) instanceof GgufValue.Bool b ? Optional.of(b.value()) : Optional.empty();
    }

    /** Returns an array of integers or booleans; empty if absent or of another kind. */
    public Optional<long[]> integers(String key) {
        return values.get(key) instanceof GgufValue.IntArray a ? Optional.of(a.toArray()) : Optional.empty();
    }

    /** Returns the number of elements of an array of any kind; empty if absent or no array. */
    public OptionalLong arrayLength(String key) {
        GgufValue value =
                values.get(key); // no switch over types: its bootstrap costs every cold process some milliseconds
        if (value instanceof GgufValue.IntArray a) {
            return OptionalLong.of(a.length());
        }
        if (value instanceof GgufValue.OpaqueArray a) {
            return OptionalLong.of(a.length());
        }
        return value instanceof GgufValue.TextArray a
                ? OptionalLong.of(a.values().size())
                : OptionalLong.empty();
    }

    /** Two are equal that have the same pairs, in any order. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Metadata m && values.equals(m.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }
}
