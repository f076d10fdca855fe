package dev.llmfit.rules;

import java.util.Locale;

/** The value of a {@link Fact}. */
public sealed interface FactValue {
    /** A number in the unit of its fact. */
    record Num(double value) implements FactValue {}

    /** A word or a phrase; compared without case. */
    record Text(String value) implements FactValue {}

    /** Yes or no. */
    record Flag(boolean value) implements FactValue {}

    /** Returns the kind of this value. */
    default Kind kind() {
        return switch (this) {
            case Num ignored -> Kind.NUMBER;
            case Text ignored -> Kind.TEXT;
            case Flag ignored -> Kind.FLAG;
        };
    }

    /** Returns the value for people: whole numbers with separators, others with one decimal (two below 1), yes or no. */
    default String show() {
        return switch (this) {
            case Num n -> showNumber(n.value());
            case Text t -> t.value();
            case Flag f -> f.value() ? "yes" : "no";
        };
    }

    private static String showNumber(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        }
        return String.format(Locale.ROOT, Math.abs(value) < 1 ? "%.2f" : "%,.1f", value);
    }

    /** Kinds of values. */
    enum Kind {
        NUMBER("a number"),
        TEXT("a text"),
        FLAG("true or false");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** Returns the kind in words, for messages. */
        public String words() {
            return words;
        }
    }
}
