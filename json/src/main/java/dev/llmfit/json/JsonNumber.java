package dev.llmfit.json;

import java.util.OptionalDouble;

/** A number; whole numbers keep all their 64 bits. */
public sealed interface JsonNumber extends JsonValue {
    /** Returns the number without its fraction; a real beyond 64 bits becomes the nearest {@code long}. */
    long asLong();

    /**
     * A whole number.
     *
     * @param value the number
     */
    record Whole(long value) implements JsonNumber {
        @Override
        public long asLong() {
            return value;
        }

        @Override
        public OptionalDouble asNumber() {
            return OptionalDouble.of((double) value);
        }
    }

    /**
     * A number with a fraction or an exponent, or a whole one beyond 64 bits.
     *
     * @param value the number, finite
     */
    record Real(double value) implements JsonNumber {
        public Real {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("JSON has no form for " + value);
            }
        }

        @Override
        public long asLong() {
            return (long) value;
        }

        @Override
        public OptionalDouble asNumber() {
            return OptionalDouble.of(value);
        }
    }
}
