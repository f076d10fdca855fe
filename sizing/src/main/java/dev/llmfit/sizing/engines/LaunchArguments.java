package dev.llmfit.sizing.engines;

import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonBoolean;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonNumber;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;
import dev.llmfit.json.Spelling;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The arguments of a launch, checked against those that its engine understands. An argument that is null counts as absent.
 *
 * @param values each under its name
 */
public record LaunchArguments(JsonObject values) {
    /** Nothing was given. */
    public static final LaunchArguments NONE =
            new LaunchArguments(JsonObject.builder().build());

    /**
     * Checks arguments.
     *
     * @param engine what is launched
     * @param given names and values
     * @throws LaunchArgumentException for a name that the engine does not have, with the nearest, and for a value of another kind
     */
    public static LaunchArguments of(SizedEngine engine, JsonObject given) {
        return new LaunchArguments(checked(engine.title(), engine.arguments(), given));
    }

    private static JsonObject checked(String title, List<LaunchArgument> known, JsonObject given) {
        List<String> names = known.stream().map(LaunchArgument::name).toList();
        JsonObject.Builder values = JsonObject.builder();
        given.members().forEach((name, value) -> {
            LaunchArgument argument = known.stream()
                    .filter(a -> a.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new LaunchArgumentException("There is no argument '" + name + "' of " + title
                            + " that is understood here" + near(name, names)));
            if (!value.equals(JsonNull.NULL)) {
                values.put(name, value(title, argument, value));
            }
        });
        return values.build();
    }

    private static String near(String name, List<String> names) {
        List<String> near = Spelling.nearest(name, names);
        return near.isEmpty()
                ? "; the pages of docs/engines list them"
                : "; did you mean '" + String.join("' or '", near) + "'?";
    }

    private static JsonValue value(String title, LaunchArgument argument, JsonValue value) {
        return switch (argument.kind()) {
            case WHOLE, BYTES -> {
                if (!(value instanceof JsonNumber number) || number.asLong() < 0) {
                    throw wrong(argument, value, "a whole number of 0 or more");
                }
                yield value;
            }
            case NUMBER -> {
                if (!(value instanceof JsonNumber)) {
                    throw wrong(argument, value, "a number");
                }
                yield value;
            }
            case TRUTH -> {
                if (!(value instanceof JsonBoolean)) {
                    throw wrong(argument, value, "true or false");
                }
                yield value;
            }
            case WORD -> {
                if (!(value instanceof JsonString word)) {
                    throw wrong(argument, value, "a word");
                }
                if (!argument.words().isEmpty() && !argument.words().contains(word.value())) {
                    throw wrong(
                            argument,
                            value,
                            "one of " + String.join(", ", argument.words())
                                    + Spelling.didYouMean(word.value(), argument.words()));
                }
                yield value;
            }
            case GROUP -> {
                if (!(value instanceof JsonObject group)) {
                    throw wrong(argument, value, "an object");
                }
                yield checked(title + "'s " + argument.name(), argument.members(), group);
            }
        };
    }

    private static LaunchArgumentException wrong(LaunchArgument argument, JsonValue value, String expected) {
        String given = value instanceof JsonObject || value instanceof JsonArray
                ? "a " + (value instanceof JsonArray ? "list" : "group")
                : "'" + value.asText().orElseGet(value::toString) + "'";
        return new LaunchArgumentException(argument.name() + " is " + given + ", expected " + expected);
    }

    /** Returns whether an argument was given. */
    public boolean has(String name) {
        return values.get(name).isPresent();
    }

    /** Returns a number of bytes, or of what a {@code long} alone holds. */
    public OptionalLong size(String name) {
        return values.integer(name);
    }

    /**
     * Returns a whole number.
     *
     * @throws LaunchArgumentException if it is below a bound, or above what an {@code int} holds
     */
    public OptionalInt whole(String name, int least) {
        OptionalLong value = size(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        if (value.getAsLong() < least || value.getAsLong() > Integer.MAX_VALUE) {
            throw new LaunchArgumentException(name + " is " + value.getAsLong() + ", expected a whole number from "
                    + least + " to " + Integer.MAX_VALUE);
        }
        return OptionalInt.of((int) value.getAsLong());
    }

    /** Returns a whole number, or another if it is absent; errors as {@link #whole(String, int)}. */
    public int whole(String name, int least, int absent) {
        return whole(name, least).orElse(absent);
    }

    /** Returns a number. */
    public OptionalDouble number(String name) {
        return values.number(name);
    }

    /** Returns whether an argument is true. */
    public boolean truth(String name) {
        return truth(name, false);
    }

    /** Returns whether an argument is true, or another value if it is absent. */
    public boolean truth(String name, boolean absent) {
        return values.get(name).map(v -> v.equals(JsonBoolean.of(true))).orElse(absent);
    }

    /** Returns a word. */
    public Optional<String> word(String name) {
        return values.string(name);
    }

    /** Returns the arguments of a group. */
    public Optional<LaunchArguments> group(String name) {
        return values.get(name).map(v -> new LaunchArguments((JsonObject) v));
    }
}
