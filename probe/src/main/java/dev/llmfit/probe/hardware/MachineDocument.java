package dev.llmfit.probe.hardware;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A YAML file of machines, with what is expected of them and of models on them.
 *
 * @param entries machines in the order of the file
 */
public record MachineDocument(List<Entry> entries) {
    public MachineDocument {
        entries = List.copyOf(entries);
    }

    /**
     * One machine.
     *
     * @param profile the machine
     * @param expected its {@code expect} section as written
     * @param models what is expected of models on it: those of the file and its own
     */
    public record Entry(MachineProfile profile, Map<String, Object> expected, List<ModelExpectation> models) {
        public Entry {
            models = List.copyOf(models);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws ProfileException if it is no such file
     */
    public static MachineDocument read(Path file) throws IOException {
        @Nullable Object document = MachineProfiles.documentOf(file);
        ProfileNode root = ProfileNode.of("the file", document);
        List<ModelExpectation> forAll = root.raw("machines").isEmpty() ? List.of() : models(root);
        List<Entry> entries = new ArrayList<>();
        for (ProfileNode node : MachineProfiles.machineNodes(document)) {
            List<ModelExpectation> models = new ArrayList<>(forAll);
            models.addAll(models(node));
            Map<String, Object> expected =
                    node.node("expect").map(MachineDocument::asWritten).orElse(Map.of());
            entries.add(new Entry(ProfileReader.read(node), expected, models));
        }
        return new MachineDocument(entries);
    }

    private static List<ModelExpectation> models(ProfileNode node) {
        return node.nodes("models").stream()
                .map(m -> new ModelExpectation(
                        m.required("model"),
                        m.text("file_type"),
                        m.integer("n_ctx"),
                        m.number("min_tps"),
                        m.text("verdict")))
                .toList();
    }

    private static Map<String, Object> asWritten(ProfileNode node) {
        Map<String, Object> copy = new LinkedHashMap<>();
        for (String key : node.keys()) {
            node.raw(key).ifPresent(v -> copy.put(key, v));
        }
        return copy;
    }
}
