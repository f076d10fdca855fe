package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.catalog.ModelSummary.Confidence;
import dev.llmfit.json.NodeCodec;
import dev.llmfit.json.YamlNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The catalogue in one compact resource that is used in place: finding a name is a binary search over hashes, an entry is
 * decoded when asked for, and so are the summaries. {@link CatalogueWriter} writes it.
 *
 * <p>Layout, big-endian: magic, positions of the text table, the entries and the names (int each); the counts of each
 * (int); then per text its position, per entry the positions of summary and fields, per name (sorted by hash, then kind)
 * hash, text number, entry number, kind and file type; then the texts (short length, UTF-8), summaries and fields.
 */
final class CompiledCatalogue {
    /** {@code LMC} and the number of the layout, to be raised with every change of it. */
    static final int MAGIC = 0x4c4d4334;

    /** Bytes of hash (int), text and entry (short each), kind and file type (byte each). */
    static final int NAME_BYTES = 10;

    /** Stands for the entry of a name whose model is not in the catalogue. */
    static final int NO_ENTRY = 0xFFFF;

    /** Bytes of the positions of summary and fields (int each). */
    static final int ENTRY_BYTES = 8;

    /** Magic number, three positions and three counts. */
    private static final int HEADER_INTS = 7;

    static final int HEADER_BYTES = HEADER_INTS * Integer.BYTES;

    static final List<NameKind> KINDS = List.of(NameKind.values());
    static final List<TypeSource> SOURCES = List.of(TypeSource.values());

    private final ByteBuffer bytes;
    private final int texts;
    private final int entries;
    private final int names;
    private final int entryCount;
    private final int nameCount;

    /** Opens a compiled catalogue. */
    CompiledCatalogue(byte[] content) {
        bytes = ByteBuffer.wrap(content);
        if (content.length < HEADER_BYTES || bytes.getInt(0) != MAGIC) {
            throw new IllegalStateException("the bundled catalogue is damaged");
        }
        texts = bytes.getInt(4);
        entries = bytes.getInt(8);
        names = bytes.getInt(12);
        entryCount = bytes.getInt(20);
        nameCount = bytes.getInt(24);
    }

    /** Finds the strongest meaning of a name, given in lower case. */
    Optional<CatalogueName> find(String name) {
        return find(name, EnumSet.allOf(NameKind.class));
    }

    /** Finds the strongest of some meanings of a name, given in lower case. */
    Optional<CatalogueName> find(String name, Set<NameKind> kinds) {
        int hash = name.hashCode();
        int low = 0;
        int high = nameCount;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bytes.getInt(names + middle * NAME_BYTES) < hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (int i = low; i < nameCount && bytes.getInt(names + i * NAME_BYTES) == hash; i++) {
            BinaryReader in = at(names + i * NAME_BYTES + Integer.BYTES);
            if (!in.text().equals(name)) {
                continue;
            }
            int entry = in.unsignedShort();
            NameKind kind = KINDS.get(in.unsignedByte());
            if (kinds.contains(kind)) {
                return Optional.of(new CatalogueName(
                        kind, entry == NO_ENTRY ? Optional.empty() : Optional.of(entry(entry)), fileType(in)));
            }
        }
        return Optional.empty();
    }

    /** Returns the tags that are known of a name in Ollama's library, given in lower case, in order. */
    List<String> tags(String library) {
        List<String> tags = new ArrayList<>();
        for (int i = 0; i < nameCount; i++) {
            BinaryReader in = at(names + i * NAME_BYTES + Integer.BYTES);
            String name = in.text();
            int entry = in.unsignedShort();
            NameKind kind = KINDS.get(in.unsignedByte());
            if (entry != NO_ENTRY && kind != NameKind.TAG_WORD && name.startsWith(library + ":")) {
                tags.add(name);
            }
        }
        return tags.stream().distinct().sorted().toList();
    }

    private static Optional<FileType> fileType(BinaryReader in) {
        int number = in.unsignedByte();
        return number == 0 ? Optional.empty() : FileType.byId(number - 1);
    }

    private CatalogueEntry entry(int index) {
        ModelSummary summary = summary(index);
        ByteBuffer in = bytes.duplicate().position(bytes.getInt(entries + index * ENTRY_BYTES + Integer.BYTES));
        YamlNode.Mapping shape = NodeCodec.read(in, number -> BinaryReader.text(bytes, texts, number));
        return new CatalogueEntry(summary, shape);
    }

    /** Decodes all summaries. */
    List<ModelSummary> summaries() {
        List<ModelSummary> summaries = new ArrayList<>(entryCount);
        for (int i = 0; i < entryCount; i++) {
            summaries.add(summary(i));
        }
        return List.copyOf(summaries);
    }

    private ModelSummary summary(int index) {
        BinaryReader in = at(bytes.getInt(entries + index * ENTRY_BYTES));
        return new ModelSummary(
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.texts(),
                in.text(),
                in.texts(),
                in.text(),
                in.text(),
                in.texts(),
                in.texts(),
                in.longValue(),
                in.unsignedShort(),
                in.longValue(),
                in.longValue(),
                new UsualType(
                        FileType.byId(in.unsignedByte()).orElseThrow(), SOURCES.get(in.unsignedByte()), optional(in)),
                optional(in),
                fileType(in),
                Confidence.valueOf(in.text()));
    }

    private static OptionalLong optional(BinaryReader in) {
        return in.unsignedByte() == 0 ? OptionalLong.empty() : OptionalLong.of(in.longValue());
    }

    private BinaryReader at(int position) {
        return new BinaryReader(bytes, texts, position);
    }
}
