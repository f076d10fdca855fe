package dev.llmfit.json;

import java.io.ByteArrayOutputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.IntFunction;

/**
 * Parsed YAML as bytes. A cold process needs over 100 ms to parse the bundled rules as YAML and a few to read their bytes, so
 * the build compiles every bundled file.
 *
 * <p>A node is a byte for its kind, its line (short) if that is another than the last one's, and its content: for a scalar the
 * number of its text in a table, for a list and a mapping the count (short) and the parts. Big-endian.
 */
public final class NodeCodec {
    /** Kinds below are those of scalars, in the order of {@link YamlNode.Scalar.Kind}. */
    private static final int SEQUENCE = 16;

    private static final int MAPPING = 17;
    private static final int ENTRY = 18;

    /** Set in the byte of a kind if a line follows; above all kinds. */
    private static final int OTHER_LINE = 64;

    /** Counts, lengths and numbers of texts are written as unsigned shorts. */
    private static final int MOST = 0xFFFF;

    private static final YamlNode.Scalar.Kind[] KINDS = YamlNode.Scalar.Kind.values();

    private NodeCodec() {}

    /** The texts of nodes, each once. */
    public static final class Texts {
        private final SequencedMap<String, Integer> numbers = new LinkedHashMap<>();

        /**
         * Returns the number of a text, giving it the next one if it is new.
         *
         * @throws IllegalArgumentException if there are more than 65,536
         */
        public int number(String text) {
            int number = numbers.computeIfAbsent(text, t -> numbers.size());
            if (number > MOST) {
                throw new IllegalArgumentException("a table holds 65536 texts at most");
            }
            return number;
        }

        /** Returns the texts in the order of their numbers. */
        public List<String> all() {
            return List.copyOf(numbers.keySet());
        }
    }

    /** Returns documents by their names, with a table of their texts. */
    public static byte[] toBytes(SequencedMap<String, YamlNode.Mapping> documents) {
        Texts texts = new Texts();
        ByteArrayOutputStream nodes = new ByteArrayOutputStream();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(nodes);
            out.writeShort(documents.size());
            for (Map.Entry<String, YamlNode.Mapping> document : documents.entrySet()) {
                out.writeShort(texts.number(document.getKey()));
                write(document.getValue(), out, texts);
            }
            DataOutputStream table = new DataOutputStream(whole);
            table.writeShort(texts.all().size());
            for (String text : texts.all()) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                table.writeShort(count(utf8.length));
                table.write(utf8);
            }
            nodes.writeTo(whole);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return whole.toByteArray();
    }

    /** Returns the documents in bytes from {@link #toBytes}, in their order. */
    public static SequencedMap<String, YamlNode.Mapping> fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        String[] texts = new String[in.getShort() & MOST];
        for (int i = 0; i < texts.length; i++) {
            int length = in.getShort() & MOST;
            texts[i] = new String(bytes, in.position(), length, StandardCharsets.UTF_8);
            in.position(in.position() + length);
        }
        SequencedMap<String, YamlNode.Mapping> documents = new LinkedHashMap<>();
        for (int left = in.getShort() & MOST; left > 0; left--) {
            documents.put(texts[in.getShort() & MOST], read(in, number -> texts[number]));
        }
        return documents;
    }

    /** Writes a mapping; its texts go to a table that the caller keeps. */
    public static void write(YamlNode.Mapping mapping, DataOutput out, Texts texts) throws IOException {
        new Writer(out, texts).node(mapping);
    }

    /**
     * Reads the mapping at the position of a buffer.
     *
     * @param texts gives the text of a number
     */
    public static YamlNode.Mapping read(ByteBuffer in, IntFunction<String> texts) {
        if (new Reader(in, texts).node() instanceof YamlNode.Mapping mapping) {
            return mapping;
        }
        throw new IllegalStateException("compiled YAML is damaged: there is no mapping");
    }

    private static int count(int count) {
        if (count > MOST) {
            throw new IllegalArgumentException("a text or a list of " + count + " is too long");
        }
        return count;
    }

    /** Writes nodes and remembers the last line. */
    private static final class Writer {
        private final DataOutput out;
        private final Texts texts;
        private int last;

        Writer(DataOutput out, Texts texts) {
            this.out = out;
            this.texts = texts;
        }

        void node(YamlNode node) throws IOException {
            switch (node) {
                case YamlNode.Scalar s -> {
                    head(List.of(KINDS).indexOf(s.kind()), s.line());
                    out.writeShort(texts.number(s.text()));
                }
                case YamlNode.Sequence s -> {
                    head(SEQUENCE, s.line());
                    out.writeShort(count(s.items().size()));
                    for (YamlNode item : s.items()) {
                        node(item);
                    }
                }
                case YamlNode.Mapping m -> {
                    head(MAPPING, m.line());
                    out.writeShort(count(m.entries().size()));
                    for (YamlNode.Entry entry : m.entries()) {
                        head(ENTRY, entry.line());
                        out.writeShort(texts.number(entry.key()));
                        node(entry.value());
                    }
                }
            }
        }

        private void head(int kind, int line) throws IOException {
            int kept = Math.min(line, MOST);
            out.writeByte(kept == last ? kind : kind | OTHER_LINE);
            if (kept != last) {
                out.writeShort(kept);
            }
            last = kept;
        }
    }

    /** Reads nodes and remembers the last line. */
    private static final class Reader {
        private final ByteBuffer in;
        private final IntFunction<String> texts;
        private int last;

        Reader(ByteBuffer in, IntFunction<String> texts) {
            this.in = in;
            this.texts = texts;
        }

        YamlNode node() {
            int kind = head();
            int line = last;
            if (kind == MAPPING) {
                int size = number();
                List<YamlNode.Entry> entries = new ArrayList<>(size);
                for (int i = 0; i < size; i++) {
                    entries.add(entry());
                }
                return new YamlNode.Mapping(entries, line);
            }
            if (kind == SEQUENCE) {
                int size = number();
                List<YamlNode> items = new ArrayList<>(size);
                for (int i = 0; i < size; i++) {
                    items.add(node());
                }
                return new YamlNode.Sequence(items, line);
            }
            if (kind >= KINDS.length) {
                throw new IllegalStateException("compiled YAML is damaged: there is no kind " + kind);
            }
            return new YamlNode.Scalar(texts.apply(number()), KINDS[kind], line);
        }

        private YamlNode.Entry entry() {
            head();
            int line = last;
            String key = texts.apply(number());
            return new YamlNode.Entry(key, line, node());
        }

        private int head() {
            int head = in.get();
            if ((head & OTHER_LINE) != 0) {
                last = number();
            }
            return head & ~OTHER_LINE;
        }

        private int number() {
            return in.getShort() & MOST;
        }
    }
}
