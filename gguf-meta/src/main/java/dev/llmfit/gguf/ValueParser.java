package dev.llmfit.gguf;

import java.io.IOException;
import java.util.List;

/** Parses metadata values. Strings in arrays, and arrays too long to be hyper-parameters, are passed over. */
final class ValueParser {
    /** Longest integer array that is kept: eight values for each of the 512 layers llama.cpp accepts. */
    static final int LONGEST_KEPT_ARRAY = 4096;

    /** {@code GGUF_MAX_ARRAY_ELEMENTS} of {@code ggml/src/gguf.cpp}. */
    private static final long MAX_ARRAY_LENGTH = 1L << 30;

    private static final List<GgufValueType> TYPES = List.of(GgufValueType.values());
    private static final String VALUE = "a metadata value";
    private static final String ELEMENT = "a metadata array";

    private final HeaderCursor in;

    ValueParser(HeaderCursor in) {
        this.in = in;
    }

    /** Parses type and value of a key. */
    GgufValue next(String key) throws IOException {
        GgufValueType type = type(key);
        return switch (type) {
            case STRING -> new GgufValue.Text(in.readString(VALUE));
            case BOOL -> new GgufValue.Bool(in.readByte(VALUE) != 0);
            case FLOAT32 -> new GgufValue.Real(type, Float.intBitsToFloat(in.readInt(VALUE)));
            case FLOAT64 -> new GgufValue.Real(type, Double.longBitsToDouble(in.readLong(VALUE)));
            case ARRAY -> array(key);
            default -> new GgufValue.Int(type, integer(type, VALUE));
        };
    }

    private GgufValueType type(String key) throws IOException {
        long at = in.position();
        int id = in.readInt("the type of a metadata value");
        for (GgufValueType type : TYPES) {
            if (type.id() == id) {
                return type;
            }
        }
        throw new GgufFormatException("key '" + Names.shown(key) + "' has the unknown value type " + id, at);
    }

    private GgufValue array(String key) throws IOException {
        long at = in.position();
        GgufValueType type = type(key);
        if (type == GgufValueType.ARRAY) {
            throw new GgufFormatException("key '" + Names.shown(key) + "' is an array of arrays", at);
        }
        at = in.position();
        long length = in.readLong("the length of a metadata array");
        long room = Math.min(MAX_ARRAY_LENGTH, in.remaining() / type.bytes());
        if (length < 0 || length > room) {
            throw new GgufFormatException(
                    "the array of key '" + Names.shown(key) + "' has " + Long.toUnsignedString(length)
                            + " elements, but the rest of the file holds at most " + room,
                    at);
        }
        return elements(type, length);
    }

    private GgufValue elements(GgufValueType type, long length) throws IOException {
        long start = in.position();
        switch (type) {
            case STRING -> {
                for (long i = 0; i < length; i++) {
                    in.skipString("a string of a metadata array");
                }
            }
            case FLOAT32, FLOAT64 -> in.skip(length * type.bytes(), ELEMENT);
            default -> {
                if (length <= LONGEST_KEPT_ARRAY) {
                    return integers(type, (int) length);
                }
                in.skip(length * type.bytes(), ELEMENT);
            }
        }
        return new GgufValue.OpaqueArray(type, length, in.position() - start);
    }

    private GgufValue.IntArray integers(GgufValueType type, int length) throws IOException {
        in.keep((long) length * Long.BYTES);
        long[] values = new long[length];
        for (int i = 0; i < length; i++) {
            values[i] = type == GgufValueType.BOOL ? in.readByte(ELEMENT) != 0 ? 1 : 0 : integer(type, ELEMENT);
        }
        return new GgufValue.IntArray(type, values);
    }

    private long integer(GgufValueType type, String what) throws IOException {
        return switch (type) {
            case UINT8 -> in.readByte(what) & 0xff;
            case INT8 -> in.readByte(what);
            case UINT16 -> in.readShort(what) & 0xffff;
            case INT16 -> in.readShort(what);
            case UINT32 -> Integer.toUnsignedLong(in.readInt(what));
            case INT32 -> in.readInt(what);
            case UINT64, INT64 -> in.readLong(what);
            case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> throw new IllegalArgumentException(type + " is no integer");
        };
    }
}
