package dev.llmfit.gguf.catalog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the compiled catalogue from a position on; texts are decoded when asked for. */
final class BinaryReader {
    private final ByteBuffer bytes;
    private final int textTable;
    private int position;

    /**
     * Creates a reader.
     *
     * @param textTable position of the table of texts: an int position for each
     */
    BinaryReader(ByteBuffer bytes, int textTable, int position) {
        this.bytes = bytes;
        this.textTable = textTable;
        this.position = position;
    }

    int unsignedByte() {
        return bytes.get(position++) & 0xFF;
    }

    int unsignedShort() {
        int value = bytes.getShort(position) & 0xFFFF;
        position += Short.BYTES;
        return value;
    }

    long longValue() {
        long value = bytes.getLong(position);
        position += Long.BYTES;
        return value;
    }

    /** Reads the number of a text and returns the text. */
    String text() {
        return text(bytes, textTable, unsignedShort());
    }

    List<String> texts() {
        int size = unsignedShort();
        List<String> texts = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            texts.add(text());
        }
        return texts;
    }

    /** Returns a text of the table. */
    static String text(ByteBuffer bytes, int textTable, int number) {
        int start = bytes.getInt(textTable + number * Integer.BYTES);
        int length = bytes.getShort(start) & 0xFFFF;
        return new String(bytes.array(), bytes.arrayOffset() + start + Short.BYTES, length, StandardCharsets.UTF_8);
    }
}
