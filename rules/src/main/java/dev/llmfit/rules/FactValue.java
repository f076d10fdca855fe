package dev.llmfit.rules;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The value of a {@link Fact}. */
public sealed interface FactValue {
    /** What stands in texts for a value that is not known. */
    String UNKNOWN = "(unknown)";

    /** Returns the kind of this value. */
    Kind kind();

    /** Returns the value for people: whole numbers with separators, others with one decimal (two below 1), yes or no. */
    String show();

    /** A number in the unit of its fact. */
    record Num(double value) implements FactValue {
        public Num {
            if (Double.isNaN(value)) {
                throw new IllegalArgumentException("a fact is a number or not known");
            }
        }

        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }

        @Override
        public String show() {
            if (value == Math.rint(value) && Math.abs(value) < 1e15) {
                return String.format(Locale.ROOT, "%,d", (long) value);
            }
            return String.format(Locale.ROOT, Math.abs(value) < 1 ? "%.2f" : "%,.1f", value);
        }

        // Written out, as in Flag: an AOT cache does not keep the method handles that a record's own equals is made of.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Num n && Double.compare(value, n.value) == 0;
        }

        @Override
        public int hashCode() {
            return Double.hashCode(value);
        }
    }

    /** A word or a phrase; compared without case. */
    record Text(String value) implements FactValue {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Text t && value.equalsIgnoreCase(t.value);
        }

        @Override
        public int hashCode() {
            return value.length(); // what texts that differ in case alone surely share
        }

        @Override
        public Kind kind() {
            return Kind.TEXT;
        }

        @Override
        public String show() {
            return value;
        }
    }

    /** Yes or no. */
    record Flag(boolean value) implements FactValue {
        @Override
        public Kind kind() {
            return Kind.FLAG;
        }

        @Override
        public String show() {
            return value ? "yes" : "no";
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Flag f && value == f.value;
        }

        @Override
        public int hashCode() {
            return Boolean.hashCode(value);
        }
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
