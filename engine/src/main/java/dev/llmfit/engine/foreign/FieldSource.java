package dev.llmfit.engine.foreign;

import dev.llmfit.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The fields of a row, whatever form it has. */
interface FieldSource {
    /** Returns a field as text; empty where there is none, or nothing in it. */
    Optional<String> text(String name);

    /** Returns single samples of a field that is a list; none in forms without lists. */
    default List<Double> numbers(String name) {
        return List.of();
    }

    /** Returns the fields of a JSON object. */
    static FieldSource of(JsonValue row) {
        return new FieldSource() {
            @Override
            public Optional<String> text(String name) {
                return row.string(name)
                        .or(() -> row.number(name).stream()
                                .mapToObj(FieldSource::plain)
                                .findFirst())
                        .or(() -> row.get(name).isPresent() && row.truth(name) ? Optional.of("true") : Optional.empty())
                        .filter(s -> !s.isBlank());
            }

            @Override
            public List<Double> numbers(String name) {
                return row.numbers(name);
            }
        };
    }

    /** Returns the fields of a row of named columns. */
    static FieldSource of(Map<String, String> columns) {
        return name -> Optional.ofNullable(columns.get(name)).map(String::strip).filter(s -> !s.isEmpty());
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    /** Returns a number; empty where there is none. */
    default OptionalDouble number(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return OptionalDouble.empty();
        }
        try {
            double number = Double.parseDouble(text.get());
            if (!Double.isFinite(number)) {
                throw new NumberFormatException(text.get());
            }
            return OptionalDouble.of(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("its " + name + " is no number", e);
        }
    }

    /** Returns a whole number; empty where there is none. */
    default OptionalInt whole(String name) {
        OptionalDouble number = number(name);
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        if (number.getAsDouble() != Math.rint(number.getAsDouble())
                || Math.abs(number.getAsDouble()) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("its " + name + " is no whole number");
        }
        return OptionalInt.of((int) number.getAsDouble());
    }

    /** Returns a count of bytes or parameters; 0 where there is none. */
    default long count(String name) {
        double number = number(name).orElse(0);
        if (number < 0 || number > 1e16) {
            throw new IllegalArgumentException("its " + name + " cannot be");
        }
        return (long) number;
    }

    /** Returns whether a switch is on; empty where it is not told. */
    default Optional<Boolean> truth(String name) {
        return text(name).flatMap(t -> switch (t) {
            case "1", "true", "on" -> Optional.of(true);
            case "0", "false", "off" -> Optional.of(false);
            default -> Optional.empty(); // auto: the engine chose
        });
    }
}
