package dev.llmfit.probe.hardware;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A YAML file of machines, with what is expected of them and of models on them.
 *
 * @param entries machines in the order of the file
 */
public record MachineDocument(List<Entry> entries) {
    private static final List<String> VERDICTS = List.of("full-gpu", "partial-gpu", "moe-offload", "cpu", "no-fit");

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
        List<ProfileNode> machines = MachineProfiles.machineNodes(document);
        ProfileNode root = ProfileNode.of("", document);
        List<ModelExpectation> forAll = root.raw("machines").isEmpty() ? List.of() : models(root);
        List<Entry> entries = new ArrayList<>();
        for (ProfileNode node : machines) {
            List<ModelExpectation> models = new ArrayList<>(forAll);
            models.addAll(models(node));
            Map<String, Object> expected =
                    node.node("expect").map(MachineDocument::asWritten).orElse(Map.of());
            entries.add(new Entry(ProfileReader.read(node), expected, models));
        }
        return new MachineDocument(entries);
    }

    private static List<ModelExpectation> models(ProfileNode node) {
        return node.nodes("models").stream().map(MachineDocument::model).toList();
    }

    private static ModelExpectation model(ProfileNode node) {
        ProfileKeys.check(node, ProfileKeys.MODEL);
        Optional<String> verdict = node.text("verdict");
        for (String one : verdict.map(v -> List.of(v.split("\\|", -1))).orElse(List.of())) {
            if (!VERDICTS.contains(one.strip())) {
                throw new ProfileException(
                        node.path() + ".verdict is '" + one.strip() + "'; verdicts are " + String.join(", ", VERDICTS));
            }
        }
        return new ModelExpectation(
                node.required("model"),
                node.text("file_type"),
                node.integer("n_ctx"),
                node.number("min_tps"),
                verdict.map(v -> v.replace(" ", "")));
    }

    private static Map<String, Object> asWritten(ProfileNode node) {
        Map<String, Object> copy = new LinkedHashMap<>();
        for (String key : node.keys()) {
            node.raw(key).ifPresent(v -> copy.put(key, v));
        }
        return copy;
    }
}
