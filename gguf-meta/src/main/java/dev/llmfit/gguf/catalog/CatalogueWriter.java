package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.json.NodeCodec;
import dev.llmfit.json.YamlNode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Writes what {@link CompiledCatalogue} reads. */
final class CatalogueWriter {
    /** A name, and what it means. */
    private record Name(int hash, int text, int entry, int kind, int fileType) {}

    /** What is written once for each name. */
    private record Key(String name, NameKind kind) {}

    /** Texts are numbered by 16 bits. */
    private static final int MOST_TEXTS = 0xFFFF;

    private final NodeCodec.Texts texts = new NodeCodec.Texts();
    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private final DataOutputStream recordsOut = new DataOutputStream(records);

    private final OllamaLibrary library;
    private final FineTunes fineTunes;

    private CatalogueWriter(OllamaLibrary library, FineTunes fineTunes) {
        this.library = library;
        this.fineTunes = fineTunes;
    }

    /** Returns the compiled form of these entries, of the names of Ollama's library and of the repositories of fine-tunes. */
    static byte[] write(List<CatalogueEntry> entries, OllamaLibrary library, FineTunes fineTunes) throws IOException {
        return new CatalogueWriter(library, fineTunes).compile(entries);
    }

    private byte[] compile(List<CatalogueEntry> entries) throws IOException {
        List<ModelSummary> summaries = new ArrayList<>();
        List<int[]> positions = new ArrayList<>();
        for (CatalogueEntry entry : entries) {
            ModelSummary summary = published(entry);
            int summaryPosition = recordsOut.size();
            summary(summary);
            positions.add(new int[] {summaryPosition, recordsOut.size()});
            // By way of JSON, because lines of a file that the program does not have would only take room.
            NodeCodec.write(YamlNode.of(entry.shape().toJson()), recordsOut, texts);
            summaries.add(summary);
        }
        List<Name> names = names(summaries);
        if (texts.all().size() > MOST_TEXTS) {
            throw new FieldsException("the catalogue has " + texts.all().size() + " texts, more than can be numbered");
        }
        int textTable = CompiledCatalogue.HEADER_BYTES;
        int entryTable = textTable + texts.all().size() * Integer.BYTES;
        int nameTable = entryTable + entries.size() * CompiledCatalogue.ENTRY_BYTES;
        int textStart = nameTable + names.size() * CompiledCatalogue.NAME_BYTES;
        ByteArrayOutputStream textBytes = new ByteArrayOutputStream();
        int[] textPositions = texts(textBytes, textStart);
        int recordStart = textStart + textBytes.size();

        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(whole);
        int[] header = {
            CompiledCatalogue.MAGIC,
            textTable,
            entryTable,
            nameTable,
            texts.all().size(),
            entries.size(),
            names.size()
        };
        for (int value : header) {
            out.writeInt(value);
        }
        for (int position : textPositions) {
            out.writeInt(position);
        }
        for (int[] position : positions) {
            out.writeInt(recordStart + position[0]);
            out.writeInt(recordStart + position[1]);
        }
        for (Name name : names) {
            out.writeInt(name.hash());
            out.writeShort(name.text());
            out.writeShort(name.entry());
            out.writeByte(name.kind());
            out.writeByte(name.fileType());
        }
        textBytes.writeTo(out);
        records.writeTo(out);
        return whole.toByteArray();
    }

    /** Returns the summary of an entry with the file type that Ollama's library has under its name. */
    private ModelSummary published(CatalogueEntry entry) {
        ModelSummary summary = entry.summary();
        return library.fileType(NameKind.OLLAMA, NameKind.normalized(summary.shownName()))
                .filter(type -> summary.nativeType().isEmpty())
                .map(type -> summary.withUsual(UsualType.of(entry.model(), type, TypeSource.DEFAULT)))
                .orElse(summary);
    }

    private void summary(ModelSummary s) throws IOException {
        text(s.id());
        text(s.name());
        text(s.family());
        text(s.architecture());
        texts(s.ollama());
        text(s.hfRepository());
        texts(s.ggufRepositories());
        text(s.licence());
        text(s.release());
        texts(s.modalities());
        texts(s.purposes());
        recordsOut.writeLong(s.nCtxTrain());
        recordsOut.writeShort(s.nLayer());
        recordsOut.writeLong(s.parameters());
        recordsOut.writeLong(s.parametersActive());
        recordsOut.writeByte(s.usual().fileType().id());
        recordsOut.writeByte(CompiledCatalogue.SOURCES.indexOf(s.usual().source()));
        optional(s.usual().tensorBytes());
        optional(s.q4KmBytes());
        recordsOut.writeByte(s.nativeType().map(t -> t.id() + 1).orElse(0));
        text(s.confidence().name());
    }

    private void optional(OptionalLong number) throws IOException {
        recordsOut.writeByte(number.isPresent() ? 1 : 0);
        if (number.isPresent()) {
            recordsOut.writeLong(number.getAsLong());
        }
    }

    private void text(String text) throws IOException {
        recordsOut.writeShort(texts.number(text));
    }

    private void texts(List<String> list) throws IOException {
        recordsOut.writeShort(list.size());
        for (String text : list) {
            text(text);
        }
    }

    /** Collects the names, each once for a kind; of two models with the same name the earlier entry wins. */
    private List<Name> names(List<ModelSummary> summaries) {
        Map<Key, Integer> entries = new LinkedHashMap<>();
        for (NameKind kind : NameKind.values()) {
            for (int i = 0; i < summaries.size(); i++) {
                for (String name : kind.names(summaries.get(i))) {
                    entries.putIfAbsent(new Key(name, kind), i);
                }
            }
        }
        List<String> ids = summaries.stream().map(ModelSummary::id).toList();
        libraryNames(ids, entries);
        fineTunes.names().forEach((name, model) -> entries.put(new Key(name, NameKind.FINE_TUNE), ids.indexOf(model)));
        List<Name> names = new ArrayList<>();
        entries.forEach((key, entry) -> names.add(name(key, entry)));
        names.sort(Comparator.comparingInt(Name::hash).thenComparingInt(Name::kind));
        return names;
    }

    private void libraryNames(List<String> ids, Map<Key, Integer> entries) {
        for (OllamaLibrary.Row row : library.rows()) {
            int entry = row.model().isEmpty() ? CompiledCatalogue.NO_ENTRY : ids.indexOf(row.model());
            boolean told = row.kind() != NameKind.LIBRARY || entry != CompiledCatalogue.NO_ENTRY;
            if (told) { // else the row tells only the file type of names that entries list
                entries.put(new Key(row.name(), row.kind()), entry);
            }
            for (String word : row.words()) {
                entries.put(
                        new Key(Catalogue.tagWord(row.name(), word), NameKind.TAG_WORD), CompiledCatalogue.NO_ENTRY);
            }
        }
    }

    private Name name(Key key, int entry) {
        int type = library.fileType(key.kind(), key.name()).map(t -> t.id() + 1).orElse(0);
        return new Name(
                key.name().hashCode(),
                texts.number(key.name()),
                entry,
                CompiledCatalogue.KINDS.indexOf(key.kind()),
                type);
    }

    private int[] texts(ByteArrayOutputStream bytes, int start) throws IOException {
        List<String> all = texts.all();
        int[] positions = new int[all.size()];
        DataOutputStream out = new DataOutputStream(bytes);
        for (int i = 0; i < positions.length; i++) {
            positions[i] = start + out.size();
            byte[] utf8 = all.get(i).getBytes(StandardCharsets.UTF_8);
            out.writeShort(utf8.length);
            out.write(utf8);
        }
        return positions;
    }
}
