package dev.llmfit.gguf.catalog;

import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes and reads a tree of fields in a compact form; all texts are numbers of one table. */
final class TreeCodec {
    private static final int MAP = 'm';
    private static final int LIST = 'l';
    private static final int INTEGER = 'i';
    private static final int SMALL = 's';
    private static final int REAL = 'r';
    private static final int TRUE = 'T';
    private static final int FALSE = 'F';
    private static final int TEXT = 't';

    private TreeCodec() {}

    /** Writes a value. */
    static void write(DataOutput out, Object value, Map<String, Integer> texts) throws IOException {
        switch (value) {
            case Map<?, ?> map -> {
                out.writeByte(MAP);
                out.writeShort(map.size());
                for (Map.Entry<?, ?> e : map.entrySet()) {
                    out.writeShort(number(String.valueOf(e.getKey()), texts));
                    write(out, e.getValue(), texts);
                }
            }
            case List<?> list -> {
                out.writeByte(LIST);
                out.writeShort(list.size());
                for (Object element : list) {
                    write(out, element, texts);
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
            case String s -> {
                out.writeByte(TEXT);
                out.writeShort(number(s, texts));
            }
            default -> throw new IllegalArgumentException("no field can hold a " + value.getClass());
        }
    }

    /** Returns the number of a text, giving it one if it is new. */
    static int number(String text, Map<String, Integer> texts) {
        int number = texts.computeIfAbsent(text, t -> texts.size());
        if (number > 0xFFFF) {
            throw new IllegalArgumentException("the catalogue has more than 65536 texts");
        }
        return number;
    }

    /** Reads a value. */
    static Object read(BinaryReader in) {
        int kind = in.unsignedByte();
        return switch (kind) {
            case MAP -> readMap(in);
            case LIST -> {
                int size = in.unsignedShort();
                List<Object> list = new ArrayList<>(size);
                for (int i = 0; i < size; i++) {
                    list.add(read(in));
                }
                yield list;
            }
            case SMALL -> (long) in.unsignedShort();
            case INTEGER -> in.longValue();
            case REAL -> Double.longBitsToDouble(in.longValue());
            case TRUE -> true;
            case FALSE -> false;
            case TEXT -> in.text();
            default -> throw new IllegalStateException("unknown kind " + kind + " in the bundled catalogue");
        };
    }

    private static Map<String, Object> readMap(BinaryReader in) {
        int size = in.unsignedShort();
        Map<String, Object> map = LinkedHashMap.newLinkedHashMap(size);
        for (int i = 0; i < size; i++) {
            String key = in.text();
            map.put(key, read(in));
        }
        return map;
    }
}
