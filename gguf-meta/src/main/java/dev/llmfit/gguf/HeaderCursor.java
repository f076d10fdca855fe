package dev.llmfit.gguf;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of a GGUF header one after the other. Every length is compared with the bytes that remain before
 * anything is allocated for it, and what is kept in memory is bounded.
 */
final class HeaderCursor {
    /** No header known is longer than 40 MiB; a longer one is damage or an attack. */
    static final long MAX_HEADER_BYTES = 256L << 20;

    /** Most bytes of names, strings and numbers kept of one header. */
    static final long MAX_KEPT_BYTES = 32L << 20;

    /** {@code GGUF_MAX_STRING_LENGTH} of {@code ggml/src/gguf.cpp}. */
    private static final long MAX_STRING_BYTES = 1L << 30;

    /** Bytes of the widest number, which is read from the window in one piece. */
    private static final int LARGEST_FIELD = 8;

    private final ByteSource source;
    private final long size;
    private final byte[] window;
    private long windowStart;
    private int windowLength;
    private long position;
    private long kept;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    HeaderCursor(ByteSource source) {
        this.source = source;
        this.size = source.size();
        int wanted = Math.clamp(source.preferredRead(), 4096, 1 << 20);
        this.window = new byte[Math.clamp(size, LARGEST_FIELD, wanted)];
    }

    ByteOrder order() {
        return order;
    }

    void order(ByteOrder newOrder) {
        order = newOrder;
    }

    long position() {
        return position;
    }

    long remaining() {
        return size - position;
    }

    int readInt(String what) throws IOException {
        int at = need(Integer.BYTES, what);
        position += Integer.BYTES;
        int value = littleEndian(at);
        return order == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value);
    }

    long readLong(String what) throws IOException {
        int at = need(Long.BYTES, what);
        position += Long.BYTES;
        long value = Integer.toUnsignedLong(littleEndian(at)) | (long) littleEndian(at + Integer.BYTES) << Integer.SIZE;
        return order == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value);
    }

    /** Plain shifts: a vocabulary is read before the JVM has compiled anything, where handles and buffers are slow. */
    private int littleEndian(int at) {
        return (window[at] & 0xff)
                | (window[at + 1] & 0xff) << 8
                | (window[at + 2] & 0xff) << 16
                | window[at + 3] << 24;
    }

    int readByte(String what) throws IOException {
        int at = need(1, what);
        position++;
        return window[at];
    }

    int readShort(String what) throws IOException {
        int at = need(Short.BYTES, what);
        position += Short.BYTES;
        int first = window[at] & 0xff;
        int second = window[at + 1] & 0xff;
        return (short) (order == ByteOrder.LITTLE_ENDIAN ? first | second << 8 : first << 8 | second);
    }

    /** Reads a string: a length, then that many bytes, taken as UTF-8. */
    String readString(String what) throws IOException {
        int length = (int) stringLength(what);
        keep(length);
        String text;
        if (length <= window.length) {
            text = new String(window, need(length, what), length, StandardCharsets.UTF_8);
        } else {
            byte[] bytes = new byte[length];
            source.read(position, bytes, 0, length);
            text = new String(bytes, StandardCharsets.UTF_8);
        }
        position += length;
        return text;
    }

    /** Passes over a string without making one. */
    void skipString(String what) throws IOException {
        skip(stringLength(what), what);
    }

    private long stringLength(String what) throws IOException {
        long start = position;
        long length = readLong(what);
        if (length < 0 || length > MAX_STRING_BYTES) {
            throw new GgufFormatException(
                    "the length of " + what + " is " + Long.toUnsignedString(length) + ", more than "
                            + MAX_STRING_BYTES,
                    start);
        }
        if (length > remaining()) {
            throw new GgufFormatException(
                    "the length of " + what + " is " + length + ", but only " + remaining() + " bytes remain", start);
        }
        return length;
    }

    /** Moves on by a number of bytes. */
    void skip(long bytes, String what) throws IOException {
        if (bytes > remaining()) {
            throw endsInside(what);
        }
        position += bytes;
        if (position > MAX_HEADER_BYTES) {
            throw new GgufFormatException("the header is longer than " + MAX_HEADER_BYTES + " bytes", position);
        }
    }

    /** Counts memory that outlives the reading. */
    void keep(long bytes) throws GgufFormatException {
        kept += bytes;
        if (kept > MAX_KEPT_BYTES) {
            throw new GgufFormatException(
                    "the header holds more than " + MAX_KEPT_BYTES + " bytes of names and values", position);
        }
    }

    /** Makes the window hold the next bytes and returns their index. */
    private int need(int bytes, String what) throws IOException {
        long at = position - windowStart;
        if (at >= 0 && at + bytes <= windowLength) {
            return (int) at;
        }
        if (bytes > remaining()) {
            throw endsInside(what);
        }
        skip(0, what);
        windowLength = 0;
        int length = (int) Math.min(window.length, remaining());
        source.read(position, window, 0, length);
        windowStart = position;
        windowLength = length;
        return 0;
    }

    private GgufFormatException endsInside(String what) {
        return new GgufFormatException("the file ends inside " + what, position);
    }
}
