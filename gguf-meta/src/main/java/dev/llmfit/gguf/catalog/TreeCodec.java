package dev.llmfit.gguf.catalog;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes and reads a tree of fields in a compact form; texts that occur often are numbers of a shared list. */
final class TreeCodec {
    private static final int MAP = 'm';
    private static final int LIST = 'l';
    private static final int INTEGER = 'i';
    private static final int SMALL = 's';
    private static final int REAL = 'r';
    private static final int TRUE = 'T';
    private static final int FALSE = 'F';
    private static final int SHARED = 'n';
    private static final int TEXT = 't';

    private TreeCodec() {}

    /** Writes a value. */
    static void write(DataOutput out, Object value, Map<String, Integer> shared) throws IOException {
        switch (value) {
            case Map<?, ?> map -> {
                out.writeByte(MAP);
                out.writeShort(map.size());
                for (Map.Entry<?, ?> e : map.entrySet()) {
                    text(out, String.valueOf(e.getKey()), shared);
                    write(out, e.getValue(), shared);
                }
            }
            case List<?> list -> {
                out.writeByte(LIST);
                out.writeShort(list.size());
                for (Object element : list) {
                    write(out, element, shared);
                }
            }
            case Long i
            when i >= 0 && i <= 0xFFFF -> {
                out.writeByte(SMALL);
                out.writeShort(i.intValue());
            }
            case Long i -> {
                out.writeByte(INTEGER);
                out.writeLong(i);
            }
            case Double d -> {
                out.writeByte(REAL);
                out.writeDouble(d);
            }
            case Boolean b -> out.writeByte(b ? TRUE : FALSE);
            case String s -> text(out, s, shared);
            default -> throw new IllegalArgumentException("no field can hold a " + value.getClass());
        }
    }

    private static void text(DataOutput out, String text, Map<String, Integer> shared) throws IOException {
        Integer number = shared.get(text);
        if (number != null) {
            out.writeByte(SHARED);
            out.writeShort(number);
        } else {
            out.writeByte(TEXT);
            out.writeUTF(text);
        }
    }

    /** Reads a value. */
    static Object read(DataInput in, String[] shared) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case MAP -> {
                int size = in.readUnsignedShort();
                Map<String, Object> map = LinkedHashMap.newLinkedHashMap(size);
                for (int i = 0; i < size; i++) {
                    String key = (String) read(in, shared);
                    map.put(key, read(in, shared));
                }
                yield map;
            }
            case LIST -> {
                int size = in.readUnsignedShort();
                List<Object> list = new ArrayList<>(size);
                for (int i = 0; i < size; i++) {
                    list.add(read(in, shared));
                }
                yield list;
            }
            case SMALL -> (long) in.readUnsignedShort();
            case INTEGER -> in.readLong();
            case REAL -> in.readDouble();
            case TRUE -> true;
            case FALSE -> false;
            case SHARED -> shared[in.readUnsignedShort()];
            case TEXT -> in.readUTF();
            default -> throw new IOException("unknown kind " + kind + " in the compiled catalogue");
        };
    }
}
