package dev.llmfit.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes GGUF headers field by field, right or wrong, in either byte order. */
final class HeaderBytes {
    private ByteBuffer buffer = ByteBuffer.allocate(256);

    HeaderBytes(ByteOrder order) {
        buffer.order(order);
    }

    /** Begins a version 3 header in little endian. */
    static HeaderBytes header(long tensors, long pairs) {
        return new HeaderBytes(ByteOrder.LITTLE_ENDIAN).begin(3, tensors, pairs);
    }

    HeaderBytes begin(int version, long tensors, long pairs) {
        return raw("GGUF").i32(version).i64(tensors).i64(pairs);
    }

    HeaderBytes raw(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        room(bytes.length).put(bytes);
        return this;
    }

    HeaderBytes i8(int value) {
        room(1).put((byte) value);
        return this;
    }

    HeaderBytes i16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    HeaderBytes i32(int value) {
        room(4).putInt(value);
        return this;
    }

    HeaderBytes i64(long value) {
        room(8).putLong(value);
        return this;
    }

    HeaderBytes f32(float value) {
        room(4).putFloat(value);
        return this;
    }

    HeaderBytes f64(double value) {
        room(8).putDouble(value);
        return this;
    }

    HeaderBytes string(String text) {
        return i64(text.getBytes(StandardCharsets.UTF_8).length).raw(text);
    }

    HeaderBytes key(String name, GgufValueType type) {
        return string(name).i32(type.id());
    }

    HeaderBytes array(String name, GgufValueType type, long length) {
        return key(name, GgufValueType.ARRAY).i32(type.id()).i64(length);
    }

    HeaderBytes tensor(String name, int type, long offset, long... ne) {
        string(name).i32(ne.length);
        for (long n : ne) {
            i64(n);
        }
        return i32(type).i64(offset);
    }

    HeaderBytes zeros(int count) {
        room(count).put(new byte[count]);
        return this;
    }

    HeaderBytes pad(int alignment) {
        return zeros(Math.floorMod(-buffer.position(), alignment));
    }

    int size() {
        return buffer.position();
    }

    byte[] bytes() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger =
                    ByteBuffer.allocate(2 * buffer.capacity() + bytes).order(buffer.order());
            larger.put(buffer.flip());
            buffer = larger;
        }
        return buffer;
    }
}
