package dev.llmfit.gguf;

import dev.llmfit.units.Amount;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A metadata value of a GGUF file. */
public sealed interface GgufValue {
    /** Returns the bytes of the value in a file, without its type and key. */
    long fileBytes();

    /** Returns the bytes that the value takes in memory beside its object, about. */
    default long heldBytes() {
        return fileBytes();
    }

    private static long textBytes(String text) {
        return 8L + text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * An integer of any width.
     *
     * @param type one of the integer types
     * @param value the value; UINT64 above 2^63-1 is kept as its bit pattern
     */
    record Int(GgufValueType type, long value) implements GgufValue {
        @Override
        public long fileBytes() {
            return type.bytes();
        }
    }

    /** A FLOAT32 or FLOAT64. */
    record Real(GgufValueType type, double value) implements GgufValue {
        @Override
        public long fileBytes() {
            return type.bytes();
        }
    }

    /** A BOOL. */
    record Bool(boolean value) implements GgufValue {
        @Override
        public long fileBytes() {
            return 1;
        }
    }

    /** A STRING. */
    record Text(String value) implements GgufValue {
        @Override
        public long fileBytes() {
            return textBytes(value);
        }
    }

    /** An array of integers, or of booleans as 0 or 1; the element type is an integer type or BOOL. */
    final class IntArray implements GgufValue {
        private final GgufValueType elementType;
        private final long[] values;

        /** Creates an array with a copy of these elements. */
        public IntArray(GgufValueType elementType, long... values) {
            this.elementType = elementType;
            this.values = values.clone();
        }

        /** Returns the type of the elements. */
        public GgufValueType elementType() {
            return elementType;
        }

        /** Returns the number of elements. */
        public int length() {
            return values.length;
        }

        /** Returns an element, counted from 0. */
        public long at(int index) {
            return values[index];
        }

        /** Returns a copy of the elements. */
        public long[] toArray() {
            return values.clone();
        }

        @Override
        public long fileBytes() {
            return 4 + 8 + (long) values.length * elementType.bytes();
        }

        @Override
        public long heldBytes() {
            return (long) values.length * Long.BYTES;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof IntArray a && elementType == a.elementType && Arrays.equals(values, a.values);
        }

        @Override
        public int hashCode() {
            return 31 * elementType.hashCode() + Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return "IntArray[" + elementType + ", " + Arrays.toString(values) + "]";
        }
    }

    /**
     * An array whose elements are not kept: strings, floats, and integer arrays too long to be hyper-parameters.
     *
     * @param elementType type of the elements
     * @param length number of elements
     * @param bytes bytes of the elements in the file, the length fields of strings included
     */
    record OpaqueArray(GgufValueType elementType, long length, long bytes) implements GgufValue {
        public OpaqueArray {
            Amount.count(length, "length");
            Amount.size(bytes, "bytes");
        }

        /** Creates an array of numbers, or of empty strings. */
        public OpaqueArray(GgufValueType elementType, long length) {
            this(elementType, length, Math.multiplyExact(length, (long) elementType.bytes()));
        }

        @Override
        public long fileBytes() {
            return 4 + 8 + bytes;
        }

        @Override
        public long heldBytes() {
            return 0;
        }
    }

    /**
     * An array of strings, for writing. A reader keeps no strings of arrays and gives an {@link OpaqueArray}.
     *
     * @param values the strings
     */
    record TextArray(List<String> values) implements GgufValue {
        public TextArray {
            values = List.copyOf(values);
        }

        @Override
        public long fileBytes() {
            long bytes = 4 + 8;
            for (String text : values) {
                bytes += textBytes(text);
            }
            return bytes;
        }
    }
}
