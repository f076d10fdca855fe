package dev.llmfit.gguf;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Parses tensor descriptions and checks that their data lie one after the other. */
final class TensorParser {
    /** The shortest description: an empty name, no dimensions, type and offset. */
    static final long SHORTEST_INFO = 8 + 4 + 4 + 8;

    private static final int MAX_NAME = 64; // GGML_MAX_NAME, the terminator included

    /** {@code GGML_MAX_DIMS} of {@code ggml/include/ggml.h}. */
    private static final int MAX_DIMENSIONS = 4;

    /** Bytes that the record of a tensor takes in memory besides its name, about. */
    private static final int KEPT_PER_TENSOR = 64;

    private final HeaderCursor in;
    private final long alignment;
    private final Set<String> names = new HashSet<>();
    private long dataBytes;

    TensorParser(HeaderCursor in, long alignment) {
        this.in = in;
        this.alignment = alignment;
    }

    long alignment() {
        return alignment;
    }

    /** Returns the bytes of the tensors parsed so far, with padding. */
    long dataBytes() {
        return dataBytes;
    }

    TensorInfo next(long index) throws IOException {
        String name = name(index);
        long[] ne = dimensions(name);
        GgmlType type = type(name, ne);
        TensorInfo info = new TensorInfo(name, type, ne[0], ne[1], ne[2], ne[3]);
        long at = in.position();
        long offset = in.readLong("the offset of a tensor");
        if (offset != dataBytes) {
            throw new GgufFormatException(
                    tensor(name) + " has the offset " + Long.toUnsignedString(offset) + ", expected " + dataBytes, at);
        }
        try {
            dataBytes = Math.addExact(dataBytes, GgufFile.padded(info.bytes(), alignment));
        } catch (ArithmeticException e) {
            throw new GgufFormatException(tensor(name) + " makes the file larger than 2^63 bytes", at);
        }
        return info;
    }

    private String name(long index) throws IOException {
        long at = in.position();
        String name = in.readString("the name of a tensor");
        long length = in.position() - at - Long.BYTES;
        if (length >= MAX_NAME) {
            throw new GgufFormatException(
                    "the name of tensor " + index + " has " + length + " bytes, more than " + (MAX_NAME - 1), at);
        }
        if (!names.add(name)) {
            throw new GgufFormatException(tensor(name) + " appears twice", at);
        }
        in.keep(KEPT_PER_TENSOR);
        return name;
    }

    private long[] dimensions(String name) throws IOException {
        long at = in.position();
        int count = in.readInt("the number of dimensions of a tensor");
        if (count < 0 || count > MAX_DIMENSIONS) {
            throw new GgufFormatException(
                    tensor(name) + " has " + Integer.toUnsignedString(count) + " dimensions, more than "
                            + MAX_DIMENSIONS,
                    at);
        }
        long[] ne = {1, 1, 1, 1};
        long elements = 1;
        for (int i = 0; i < count; i++) {
            ne[i] = in.readLong("the dimensions of a tensor");
            if (ne[i] < 0) {
                throw new GgufFormatException(tensor(name) + " has the negative dimension " + ne[i], at);
            }
            if (ne[i] > 1 && elements > Long.MAX_VALUE / ne[i]) {
                throw new GgufFormatException(tensor(name) + " has more than 2^63 elements", at);
            }
            elements *= ne[i];
        }
        return ne;
    }

    private GgmlType type(String name, long[] ne) throws IOException {
        long at = in.position();
        int id = in.readInt("the type of a tensor");
        GgmlType type = GgmlType.byId(id).orElseThrow(() -> ForeignTypes.refusal(tensor(name), id, at));
        if (ne[0] % type.blockSize() != 0) {
            throw new GgufFormatException(
                    tensor(name) + " has rows of " + ne[0] + " elements, no multiple of the block of "
                            + type.blockSize() + " of type " + type.ggmlName(),
                    at);
        }
        try {
            Math.addExact(new TensorInfo(name, type, ne[0], ne[1], ne[2], ne[3]).bytes(), alignment);
        } catch (ArithmeticException e) {
            throw new GgufFormatException(tensor(name) + " has more than 2^63 bytes", at);
        }
        return type;
    }

    private static String tensor(String name) {
        return "tensor '" + Names.shown(name) + "'";
    }
}
