package dev.llmfit.engine.store;

import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.speed.Evidence;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * The stored measurements as evidence for predictions. The store is read once, at the first question; a machine of which
 * nothing is stored costs no more than its fingerprint.
 */
public final class EvidenceSource {
    private final Supplier<List<StoredMeasurement>> reader;
    private final OptionalInt build;
    private final Map<Machine, List<StoredMeasurement>> relevant = new IdentityHashMap<>();
    private List<StoredMeasurement> newestFirst = List.of();
    private boolean read;

    private EvidenceSource(Supplier<List<StoredMeasurement>> reader, OptionalInt build) {
        this.reader = reader;
        this.build = build;
    }

    /** Returns what this user stored; a store that cannot be read counts as empty, since predictions go on without it. */
    public static EvidenceSource ofUser() {
        return of(MeasurementStore.ofUser(), OptionalInt.empty());
    }

    /**
     * Returns what a store says.
     *
     * @param build llama.cpp build whose measurements count; empty for the newest of each launch
     */
    public static EvidenceSource of(MeasurementStore store, OptionalInt build) {
        return new EvidenceSource(() -> readable(store), build);
    }

    private static List<StoredMeasurement> readable(MeasurementStore store) {
        try {
            return store.all().reversed();
        } catch (UncheckedIOException e) {
            System.getLogger(EvidenceSource.class.getName())
                    .log(System.Logger.Level.DEBUG, "predictions without stored measurements", e);
            return List.of();
        }
    }

    /** Returns the evidence about a model on a machine. */
    public synchronized Evidence of(Machine machine, Model model) {
        if (!read) {
            newestFirst = reader.get();
            read = true;
        }
        if (newestFirst.isEmpty()) {
            return Evidence.none();
        }
        List<StoredMeasurement> here = relevant.computeIfAbsent(machine, this::about);
        return here.isEmpty() ? Evidence.none() : StoredEvidence.of(here, machine, model);
    }

    private List<StoredMeasurement> about(Machine machine) {
        HardwareFingerprint hardware = HardwareFingerprint.of(machine);
        return newestFirst.stream()
                .filter(m -> !m.lowerBound())
                .filter(m ->
                        build.isEmpty() || m.build().isPresent() && m.build().get() == build.getAsInt())
                .filter(m -> m.hardwareId().equals(hardware.id()) || StoredEvidence.sameDevices(m, hardware))
                .toList();
    }
}
