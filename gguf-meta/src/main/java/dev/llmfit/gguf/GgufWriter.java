package dev.llmfit.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes GGUF headers, version 3, little endian, aligned to 32 bytes or the file's own {@code general.alignment}.
 *
 * <p>Arrays whose elements were not kept ({@link GgufValue.OpaqueArray}) are written with the same length and the same number
 * of bytes: zeros, and strings of full stops.
 *
 * <p>Source: {@code gguf_write_out} ({@code ggml/src/gguf.cpp}) of llama.cpp b11434.
 */
public final class GgufWriter {
    /** Magic number and version of 4 bytes each, counts of tensors and of keys of 8 ({@code gguf_header}, docs/gguf.md of ggml). */
    private static final int FIXED_BYTES = 24;

    /** {@code GGUF_VERSION} of {@code ggml/include/gguf.h}. */
    private static final int VERSION = 3;

    private GgufWriter() {}

    /** Returns the header with its padding: what stands before the data of the first tensor. */
    public static byte[] header(Metadata metadata, List<TensorInfo> tensors) {
        long alignment = alignment(metadata);
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(headerBytes(metadata, tensors)));
        out.order(ByteOrder.LITTLE_ENDIAN);
        out.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(VERSION);
        out.putLong(tensors.size()).putLong(metadata.asMap().size());
        for (Map.Entry<String, GgufValue> pair : metadata.asMap().entrySet()) {
            string(out, pair.getKey());
            value(out, pair.getValue());
        }
        long offset = 0;
        for (TensorInfo tensor : tensors) {
            string(out, tensor.name());
            out.putInt(tensor.dimensions());
            long[] ne = {tensor.ne0(), tensor.ne1(), tensor.ne2(), tensor.ne3()};
            for (int i = 0; i < tensor.dimensions(); i++) {
                out.putLong(ne[i]);
            }
            out.putInt(tensor.type().id()).putLong(offset);
            offset = Math.addExact(offset, GgufFile.padded(tensor.bytes(), alignment));
        }
        return out.array();
    }

    /** Writes a header without data, which {@link GgufReader} reads with {@link TensorData#OPTIONAL}. */
    public static void writeHeader(Path file, Metadata metadata, List<TensorInfo> tensors) throws IOException {
        Files.write(file, header(metadata, tensors));
    }

    /** Returns the bytes of the header with its padding. */
    public static long headerBytes(Metadata metadata, List<TensorInfo> tensors) {
        long bytes = FIXED_BYTES + metadataBytes(metadata);
        for (TensorInfo tensor : tensors) {
            bytes += 8 + utf8(tensor.name()) + 4 + 8L * tensor.dimensions() + 4 + 8;
        }
        return tensors.isEmpty() ? bytes : GgufFile.padded(bytes, alignment(metadata));
    }

    /** Returns the bytes of a whole file: header and data, each with its padding. */
    public static long fileBytes(Metadata metadata, List<TensorInfo> tensors) {
        long bytes = headerBytes(metadata, tensors);
        for (TensorInfo tensor : tensors) {
            bytes = Math.addExact(bytes, GgufFile.padded(tensor.bytes(), alignment(metadata)));
        }
        return bytes;
    }

    private static long metadataBytes(Metadata metadata) {
        long bytes = 0;
        for (Map.Entry<String, GgufValue> pair : metadata.asMap().entrySet()) {
            bytes += 8 + utf8(pair.getKey()) + 4 + pair.getValue().fileBytes();
        }
        return bytes;
    }

    /** Returns the alignment of a file with these metadata. */
    public static long alignment(Metadata metadata) {
        return metadata.integer("general.alignment").orElse(GgufFile.DEFAULT_ALIGNMENT);
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void string(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putLong(bytes.length).put(bytes);
    }

    private static void value(ByteBuffer out, GgufValue value) {
        switch (value) {
            case GgufValue.Int i -> integer(type(out, i.type()), i.type(), i.value());
            case GgufValue.Real r -> real(type(out, r.type()), r);
            case GgufValue.Bool b -> type(out, GgufValueType.BOOL).put((byte) (b.value() ? 1 : 0));
            case GgufValue.Text t -> string(type(out, GgufValueType.STRING), t.value());
            case GgufValue.IntArray a -> {
                type(type(out, GgufValueType.ARRAY), a.elementType()).putLong(a.length());
                for (int i = 0; i < a.length(); i++) {
                    integer(out, a.elementType(), a.at(i));
                }
            }
            case GgufValue.OpaqueArray a -> {
                type(type(out, GgufValueType.ARRAY), a.elementType()).putLong(a.length());
                opaque(out, a);
            }
            case GgufValue.TextArray a -> {
                type(type(out, GgufValueType.ARRAY), GgufValueType.STRING)
                        .putLong(a.values().size());
                for (String text : a.values()) {
                    string(out, text);
                }
            }
        }
    }

    private static ByteBuffer type(ByteBuffer out, GgufValueType type) {
        return out.putInt(type.id());
    }

    private static void integer(ByteBuffer out, GgufValueType type, long value) {
        switch (type.bytes()) {
            case 1 -> out.put((byte) value);
            case 2 -> out.putShort((short) value);
            case 4 -> out.putInt((int) value);
            default -> out.putLong(value);
        }
    }

    private static void real(ByteBuffer out, GgufValue.Real real) {
        if (real.type() == GgufValueType.FLOAT32) {
            out.putFloat((float) real.value());
        } else {
            out.putDouble(real.value());
        }
    }

    private static void opaque(ByteBuffer out, GgufValue.OpaqueArray array) {
        if (array.elementType() != GgufValueType.STRING) {
            out.position(Math.toIntExact(out.position() + array.bytes()));
            return;
        }
        long characters = array.bytes() - 8 * array.length();
        for (long i = 0; i < array.length(); i++) {
            // Lengths that differ by one at most and add up to the bytes of the file that was read.
            long length = characters * (i + 1) / array.length() - characters * i / array.length();
            out.putLong(length);
            for (long c = 0; c < length; c++) {
                out.put((byte) '.');
            }
        }
    }
}
