package dev.llmfit.engine.store;

import dev.llmfit.gguf.Model;
import dev.llmfit.json.JsonValue;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.FailedLaunch;
import dev.llmfit.units.Bytes;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The stored lessons as facts about launches. The file is read once, at the first question; where nothing failed that costs
 * no more than a look for the file.
 */
public final class FailureSource {
    private final MeasurementStore store;
    private final IdentityHashMap<Machine, List<StoredLesson>> here = new IdentityHashMap<>();
    private Optional<StoreContents<JsonValue>> contents = Optional.empty();

    private FailureSource(MeasurementStore store) {
        this.store = store;
    }

    /** Returns what a store says; plans go on without what cannot be read of it ({@link #damage}). */
    public static FailureSource of(MeasurementStore store) {
        return new FailureSource(store);
    }

    /** Returns the failures of a model's layout on a machine that no later launch refuted, oldest first. */
    public synchronized List<FailedLaunch> of(Machine machine, Model model) {
        List<JsonValue> known = contents().records();
        if (known.isEmpty()) {
            return List.of();
        }
        List<StoredLesson> about = here.computeIfAbsent(machine, this::about);
        if (about.isEmpty()) {
            return List.of();
        }
        String shape = ModelIdentity.of(model).shape();
        List<StoredLesson> same =
                about.stream().filter(l -> l.modelShape().equals(shape)).toList();
        return same.stream()
                .filter(l -> !l.ran() && same.stream().noneMatch(later -> later.refutes(l)))
                .map(StoredLesson::launch)
                .toList();
    }

    /** Returns the failures that speak against a launch now: it needs more than they leave in the place where they failed. */
    public List<FailedLaunch> against(Machine machine, Model model, Estimate estimate) {
        return of(machine, model).stream()
                .filter(f -> f.need(estimate).compareTo(f.limit(free(machine, f))) > 0)
                .toList();
    }

    private static Bytes free(Machine machine, FailedLaunch f) {
        return f.device() < 0
                ? machine.hostPool().free()
                : machine.devices().get(f.device()).free();
    }

    /** Returns what of the stored lessons cannot be used. */
    public synchronized Optional<StoreDamage> damage() {
        return contents().damage();
    }

    private StoreContents<JsonValue> contents() {
        if (contents.isEmpty()) {
            contents = Optional.of(store.lessons());
        }
        return contents.get();
    }

    private List<StoredLesson> about(Machine machine) {
        String id = HardwareFingerprint.of(machine).id();
        return contents().records().stream()
                .map(line -> StoredLesson.parse(line, machine))
                .flatMap(Optional::stream)
                .filter(l -> l.hardwareId().equals(id))
                .toList();
    }
}
