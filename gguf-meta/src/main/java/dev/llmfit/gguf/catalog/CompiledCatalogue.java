package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.arch.Fields;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The catalogue in one compact resource: texts used more than once, a summary of every entry, then the fields of each
 * entry, which are decoded one by one when asked for. The build writes it from the YAML files.
 */
final class CompiledCatalogue {
    private static final int MAGIC = 0x4c4d4331;
    private static final List<String> SUMMARY = List.of(
            "id",
            "name",
            "family",
            "architecture",
            "ollama",
            "hf_repo",
            "gguf_repos",
            "licence",
            "release",
            "modalities",
            "purposes",
            "n_ctx_train",
            "n_layer",
            "parameters_computed",
            "parameters_active",
            "confidence");

    private final byte[] bytes;
    private final String[] shared;
    private final List<ModelSummary> summaries;
    private final int[] offsets;

    private CompiledCatalogue(byte[] bytes, String[] shared, List<ModelSummary> summaries, int[] offsets) {
        this.bytes = bytes;
        this.shared = shared;
        this.summaries = summaries;
        this.offsets = offsets;
    }

    /** Returns the summaries in the catalogue's order. */
    List<ModelSummary> summaries() {
        return summaries;
    }

    /** Decodes one entry. */
    CatalogueEntry entry(int index) {
        ModelSummary summary = summaries.get(index);
        int start = offsets[index];
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, start, bytes.length - start));
            return new CatalogueEntry(summary, new Fields(summary.id(), map(TreeCodec.read(in, shared))));
        } catch (IOException e) {
            throw new IllegalStateException("the bundled catalogue is damaged at " + summary.id(), e);
        }
    }

    /** Reads the texts and summaries. */
    static CompiledCatalogue read(byte[] bytes) throws IOException {
        ByteArrayInputStream source = new ByteArrayInputStream(bytes);
        DataInputStream in = new DataInputStream(source);
        if (in.readInt() != MAGIC) {
            throw new IOException("not a compiled catalogue");
        }
        String[] shared = new String[in.readUnsignedShort()];
        for (int i = 0; i < shared.length; i++) {
            shared[i] = in.readUTF();
        }
        int count = in.readUnsignedShort();
        int[] offsets = new int[count];
        for (int i = 0; i < count; i++) {
            offsets[i] = in.readInt();
        }
        List<ModelSummary> summaries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            summaries.add(ModelSummary.of(new Fields("model " + i, map(TreeCodec.read(in, shared)))));
        }
        int start = bytes.length - source.available();
        for (int i = 0; i < count; i++) {
            offsets[i] += start;
        }
        return new CompiledCatalogue(bytes, shared, List.copyOf(summaries), offsets);
    }

    /** Writes entries. */
    static byte[] write(List<Fields> entries) throws IOException {
        Map<String, Integer> shared = sharedTexts(entries);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream bodyOut = new DataOutputStream(body);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(whole);
        out.writeInt(MAGIC);
        out.writeShort(shared.size());
        for (String text : shared.keySet()) {
            out.writeUTF(text);
        }
        out.writeShort(entries.size());
        for (Fields entry : entries) {
            out.writeInt(bodyOut.size());
            TreeCodec.write(bodyOut, entry.asMap(), shared);
        }
        for (Fields entry : entries) {
            TreeCodec.write(out, summary(entry), shared);
        }
        out.write(body.toByteArray());
        return whole.toByteArray();
    }

    private static Map<String, Object> summary(Fields entry) {
        Map<String, Object> summary = new LinkedHashMap<>();
        for (String key : SUMMARY) {
            Object value = entry.asMap().get(key);
            if (value != null) {
                summary.put(key, value);
            }
        }
        return summary;
    }

    private static Map<String, Integer> sharedTexts(List<Fields> entries) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Fields entry : entries) {
            count(entry.asMap(), counts);
        }
        Map<String, Integer> shared = new LinkedHashMap<>();
        counts.forEach((text, count) -> {
            if (count > 1 && shared.size() < 0xFFFF) {
                shared.put(text, shared.size());
            }
        });
        return shared;
    }

    private static void count(Object value, Map<String, Integer> counts) {
        switch (value) {
            case Map<?, ?> map ->
                map.forEach((k, v) -> {
                    counts.merge(String.valueOf(k), 1, Integer::sum);
                    count(v, counts);
                });
            case List<?> list -> list.forEach(v -> count(v, counts));
            case String s -> counts.merge(s, 1, Integer::sum);
            default -> {}
        }
    }

    private static Map<String, Object> map(Object tree) throws IOException {
        if (!(tree instanceof Map<?, ?> map)) {
            throw new IOException("expected a group of fields");
        }
        Map<String, Object> fields = LinkedHashMap.newLinkedHashMap(map.size());
        map.forEach((k, v) -> fields.put((String) k, v));
        return fields;
    }
}
