package dev.llmfit.answers.complete;

import dev.llmfit.answers.Workbench;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.local.LocalModel;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.hardware.MachineProfiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Names that begin as a person has typed: of models, file types, hardware and rules. Nothing is asked of a server. */
public final class Completions {
    private static final double BILLION = 1e9;

    private final Workbench bench;

    /** Creates completions of what a workbench knows. */
    public Completions(Workbench bench) {
        this.bench = bench;
    }

    /**
     * Returns models: names of Ollama's library, ids of the catalogue, and what lies in the stores of this machine. Behind a whole
     * name and a colon stand the file types.
     */
    public List<Completion> models(String begun) {
        List<ModelSummary> all = bench.catalogue().summaries();
        List<Completion> found = new ArrayList<>();
        for (ModelSummary model : all) {
            Stream.concat(model.ollama().stream(), Stream.of(model.id()))
                    .filter(name -> name.startsWith(begun))
                    .forEach(name -> found.add(new Completion(name, told(model))));
        }
        found.addAll(local(begun));
        found.sort(Comparator.comparing(Completion::value));
        int colon = begun.lastIndexOf(':');
        if (colon > 0 && isModel(all, begun.substring(0, colon))) {
            String model = begun.substring(0, colon + 1);
            fileTypes(begun.substring(colon + 1)).forEach(t -> found.add(new Completion(model + t.value(), t.tells())));
        }
        return found.stream().distinct().toList();
    }

    private static boolean isModel(List<ModelSummary> all, String name) {
        return all.stream().anyMatch(m -> m.id().equals(name) || m.ollama().contains(name));
    }

    private static String told(ModelSummary model) {
        return String.format(
                Locale.ROOT, "%.1f B, %s", model.parameters() / BILLION, String.join(", ", model.purposes()));
    }

    /** Stores that cannot be read have no names to offer. */
    private List<Completion> local(String begun) {
        try {
            return bench.localModels().list().stream()
                    .filter(m -> m.name().startsWith(begun))
                    .map(Completions::told)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Completion told(LocalModel model) {
        return new Completion(model.name(), "on this machine, " + model.store().label());
    }

    /** Returns file types, as llama-quantize names them. */
    public static List<Completion> fileTypes(String begun) {
        return Stream.of(FileType.values())
                .filter(FileType::isQuantizeTarget)
                .map(type -> new Completion(type.name()))
                .filter(c -> c.value().startsWith(begun))
                .toList();
    }

    /** Returns hardware: machines that are described, and devices of the database. */
    public static List<Completion> hardware(String begun) {
        Stream<Completion> machines = MachineProfiles.bundled().ids().stream()
                .filter(id -> id.startsWith(begun))
                .map(id -> new Completion(id, "a machine"));
        Stream<Completion> devices = HardwareDatabase.bundled().all().stream()
                .filter(entry -> entry.id().startsWith(begun))
                .sorted(Comparator.comparing(HardwareEntry::id))
                .map(entry -> new Completion(entry.id(), entry.name()));
        return Stream.concat(machines.sorted(Comparator.comparing(Completion::value)), devices)
                .toList();
    }

    /** Returns rules. */
    public List<Completion> rules(String begun) {
        return bench.rules().rules().stream()
                .map(rule -> new Completion(rule.id()))
                .filter(c -> c.value().startsWith(begun))
                .toList();
    }
}
