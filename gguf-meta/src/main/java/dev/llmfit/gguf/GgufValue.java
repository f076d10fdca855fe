package dev.llmfit.gguf;

import java.util.List;

/** A metadata value of a GGUF file. */
public sealed interface GgufValue {

    /**
     * An integer of any width.
     *
     * @param type one of the integer types
     * @param value the value; UINT64 above 2^63-1 is kept as its bit pattern
     */
    record Int(GgufValueType type, long value) implements GgufValue {}

    /** A FLOAT32 or FLOAT64. */
    record Real(GgufValueType type, double value) implements GgufValue {}

    /** A BOOL. */
    record Bool(boolean value) implements GgufValue {}

    /** A STRING. */
    record Text(String value) implements GgufValue {}

    /**
     * An array of integers or booleans (0 or 1).
     *
     * @param elementType integer type or BOOL
     * @param values the elements
     */
    record IntArray(GgufValueType elementType, long[] values) implements GgufValue {}

    /**
     * An array whose elements are not kept: strings, floats, and integer arrays too long to be hyper-parameters.
     *
     * @param elementType type of the elements
     * @param length number of elements
     * @param bytes bytes of the elements in the file, the length fields of strings included
     */
    record OpaqueArray(GgufValueType elementType, long length, long bytes) implements GgufValue {
        /** Creates an array of numbers, or of empty strings. */
        public OpaqueArray(GgufValueType elementType, long length) {
            this(elementType, length, Math.multiplyExact(length, (long) elementType.bytes()));
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
    }
}
