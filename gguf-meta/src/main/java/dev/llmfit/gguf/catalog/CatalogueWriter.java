package dev.llmfit.gguf.catalog;

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

/** Writes what {@link CompiledCatalogue} reads. */
final class CatalogueWriter {
    /** A name of an entry. */
    private record Name(int hash, int text, int entry) {}

    private final NodeCodec.Texts texts = new NodeCodec.Texts();
    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private final DataOutputStream recordsOut = new DataOutputStream(records);

    private CatalogueWriter() {}

    /** Returns the compiled form of these entries. */
    static byte[] write(List<CatalogueEntry> entries) throws IOException {
        return new CatalogueWriter().compile(entries);
    }

    private byte[] compile(List<CatalogueEntry> entries) throws IOException {
        List<ModelSummary> summaries = new ArrayList<>();
        List<int[]> positions = new ArrayList<>();
        for (CatalogueEntry entry : entries) {
            ModelSummary summary = entry.summary();
            int summaryPosition = recordsOut.size();
            summary(summary);
            positions.add(new int[] {summaryPosition, recordsOut.size()});
            // By way of JSON, because lines of a file that the program does not have would only take room.
            NodeCodec.write(YamlNode.of(entry.shape().toJson()), recordsOut, texts);
            summaries.add(summary);
        }
        List<Name> names = names(summaries);
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
        }
        textBytes.writeTo(out);
        records.writeTo(out);
        return whole.toByteArray();
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
        recordsOut.writeByte(s.q4KmBytes().isPresent() ? 1 : 0);
        if (s.q4KmBytes().isPresent()) {
            recordsOut.writeLong(s.q4KmBytes().getAsLong());
        }
        text(s.confidence().name());
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

    /** Collects the names; of two models with the same name the stronger kind of name, then the earlier entry wins. */
    private List<Name> names(List<ModelSummary> summaries) {
        Map<String, Integer> byName = new LinkedHashMap<>();
        for (NameKind kind : NameKind.values()) {
            for (int i = 0; i < summaries.size(); i++) {
                for (String name : kind.names(summaries.get(i))) {
                    byName.putIfAbsent(name, i);
                }
            }
        }
        List<Name> names = new ArrayList<>();
        byName.forEach((name, entry) -> names.add(new Name(name.hashCode(), texts.number(name), entry)));
        names.sort(Comparator.comparingInt(Name::hash).thenComparingInt(Name::entry));
        return names;
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
