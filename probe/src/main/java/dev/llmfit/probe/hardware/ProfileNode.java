package dev.llmfit.probe.hardware;

import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A mapping of a profile with typed access; a value of the wrong type is an error that names its path. */
final class ProfileNode {
    private static final Set<String> UNKNOWN = Set.of("unknown", "n/a", "[n/a]", "?", "none", "max");

    private final String path;
    private final Map<?, ?> values;

    private ProfileNode(String path, Map<?, ?> values) {
        this.path = path;
        this.values = values;
    }

    /** Wraps a mapping. */
    static ProfileNode of(String path, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new ProfileException(path + " is not a mapping");
        }
        return new ProfileNode(path, map);
    }

    /** Returns this mapping under another name in messages. */
    ProfileNode named(String newPath) {
        return new ProfileNode(newPath, values);
    }

    /** Returns where this mapping stands. */
    String path() {
        return path;
    }

    /** Returns the keys in their order. */
    List<String> keys() {
        return values.keySet().stream().map(String::valueOf).toList();
    }

    /** Returns the raw value. */
    Optional<Object> raw(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Returns a mapping below this one. */
    Optional<ProfileNode> node(String key) {
        return raw(key).map(v -> of(at(key), v));
    }

    /** Returns the mappings in a list. */
    List<ProfileNode> nodes(String key) {
        List<ProfileNode> nodes = new ArrayList<>();
        for (Object item : list(key)) {
            nodes.add(of(at(key) + "[" + nodes.size() + "]", item));
        }
        return nodes;
    }

    /** Returns the items of a list as text. */
    List<String> texts(String key) {
        return list(key).stream().map(String::valueOf).toList();
    }

    private List<?> list(String key) {
        Object value = values.get(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw new ProfileException(at(key) + " is not a list");
        }
        return list;
    }

    /** Returns text; numbers are shown as written. */
    Optional<String> text(String key) {
        return raw(key).map(v -> {
            if (v instanceof Map || v instanceof List) {
                throw new ProfileException(at(key) + " is not a single value");
            }
            return String.valueOf(v);
        });
    }

    /** Returns text that must be there. */
    String required(String key) {
        return text(key).orElseThrow(() -> new ProfileException(at(key) + " is missing"));
    }

    /** Returns whether a flag is set. */
    boolean flag(String key) {
        return raw(key).map(v -> v instanceof Boolean b ? b : Boolean.parseBoolean(String.valueOf(v)))
                .orElse(false);
    }

    /** Returns a finite number that is not negative; what a source did not tell may be written as {@code unknown} or {@code N/A}. */
    OptionalDouble number(String key) {
        Object value = values.get(key);
        if (value == null || (value instanceof String text && UNKNOWN.contains(text.toLowerCase(Locale.ROOT)))) {
            return OptionalDouble.empty();
        }
        if (value instanceof String text && startsWithDigit(text)) {
            throw new ProfileException(at(key) + " is '" + text + "'; write a number without a unit");
        }
        if (!(value instanceof Number number) || !Double.isFinite(number.doubleValue()) || number.doubleValue() < 0) {
            throw new ProfileException(at(key) + " is '" + value + "', not a number of 0 or more");
        }
        return OptionalDouble.of(number.doubleValue());
    }

    private static boolean startsWithDigit(String text) {
        return !text.isEmpty() && text.charAt(0) >= '0' && text.charAt(0) <= '9';
    }

    /** Returns a whole number. */
    OptionalInt integer(String key) {
        OptionalDouble number = number(key);
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        if (number.getAsDouble() != Math.rint(number.getAsDouble()) || number.getAsDouble() > Integer.MAX_VALUE) {
            throw new ProfileException(at(key) + " is not a whole number");
        }
        return OptionalInt.of((int) number.getAsDouble());
    }

    /** Returns a size given in units of {@code unit} bytes. */
    Optional<Bytes> size(String key, long unit) {
        OptionalDouble number = number(key);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        double bytes = number.getAsDouble() * unit;
        if (bytes > (double) (1L << 60)) {
            throw new ProfileException(at(key) + " is larger than any machine");
        }
        return Optional.of(Bytes.of(Math.round(bytes)));
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
