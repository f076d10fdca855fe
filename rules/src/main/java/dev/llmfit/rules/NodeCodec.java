package dev.llmfit.rules;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes and reads parsed YAML as bytes. Parsing the bundled book as YAML costs over 100 ms in a cold process, reading its bytes a
 * few; see {@link CompileRuleBook}.
 */
final class NodeCodec {
    private static final int SEQUENCE = 100;
    private static final int MAPPING = 101;
    private static final YamlNode.Scalar.Kind[] KINDS = YamlNode.Scalar.Kind.values();

    private NodeCodec() {}

    static void write(YamlNode node, DataOutput out) throws IOException {
        switch (node) {
            case YamlNode.Scalar s -> {
                out.writeByte(s.kind().ordinal());
                out.writeInt(s.line());
                out.writeUTF(s.text());
            }
            case YamlNode.Sequence s -> {
                out.writeByte(SEQUENCE);
                out.writeInt(s.line());
                out.writeInt(s.items().size());
                for (YamlNode item : s.items()) {
                    write(item, out);
                }
            }
            case YamlNode.Mapping m -> {
                out.writeByte(MAPPING);
                out.writeInt(m.line());
                out.writeInt(m.entries().size());
                for (YamlNode.Entry entry : m.entries()) {
                    out.writeUTF(entry.key());
                    out.writeInt(entry.line());
                    write(entry.value(), out);
                }
            }
        }
    }

    static YamlNode read(DataInput in) throws IOException {
        int tag = in.readByte();
        int line = in.readInt();
        if (tag == SEQUENCE) {
            int size = in.readInt();
            List<YamlNode> items = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                items.add(read(in));
            }
            return new YamlNode.Sequence(items, line);
        }
        if (tag == MAPPING) {
            int size = in.readInt();
            List<YamlNode.Entry> entries = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                String key = in.readUTF();
                int keyLine = in.readInt();
                entries.add(new YamlNode.Entry(key, keyLine, read(in)));
            }
            return new YamlNode.Mapping(entries, line);
        }
        return new YamlNode.Scalar(in.readUTF(), KINDS[tag], line);
    }
}
