package dev.llmfit.engine.store;

import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.speed.Evidence;
import dev.llmfit.sizing.speed.SpeedModel;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The stored measurements as evidence for predictions. The store is read once, at the first question; a machine of which
 * nothing is stored costs no more than its fingerprint.
 */
public final class EvidenceSource {
    private final Optional<MeasurementStore> store;
    private final OptionalInt build;
    private final IdentityHashMap<Machine, List<StoredMeasurement>> relevant = new IdentityHashMap<>();
    private final IdentityHashMap<Machine, StoredCalibration> calibrations = new IdentityHashMap<>();
    private Optional<StoreContents<StoredMeasurement>> contents = Optional.empty();

    private EvidenceSource(Optional<MeasurementStore> store, OptionalInt build) {
        this.store = store;
        this.build = build;
    }

    /**
     * Returns what a store says; predictions go on without what cannot be read of it ({@link #damage}).
     *
     * @param build llama.cpp build whose measurements count; empty for the newest of each launch
     */
    public static EvidenceSource of(MeasurementStore store, OptionalInt build) {
        return new EvidenceSource(Optional.of(store), build);
    }

    /** Returns a source that knows nothing of any machine, not even what is damaged. */
    public static EvidenceSource nothing() {
        return new EvidenceSource(Optional.empty(), OptionalInt.empty());
    }

    /** Returns what of the stored measurements cannot be used. */
    public synchronized Optional<StoreDamage> damage() {
        return contents().damage();
    }

    /** Returns the evidence about a model on a machine; it notes what of the store it does without. */
    public synchronized Evidence of(Machine machine, Model model) {
        if (contents().records().isEmpty()) {
            return unknown();
        }
        List<StoredMeasurement> here = relevant.computeIfAbsent(machine, this::about);
        return here.isEmpty()
                ? unknown()
                : StoredEvidence.of(here, calibration(machine, here), notes(), machine, model);
    }

    private StoredCalibration calibration(Machine machine, List<StoredMeasurement> here) {
        return calibrations.computeIfAbsent(machine, m -> {
            String id = HardwareFingerprint.of(m).id();
            return new StoredCalibration(
                    here.stream()
                            .filter(own -> own.hardwareId().equals(id) && !own.imported())
                            .toList(),
                    SpeedModel.bundled().formulaId());
        });
    }

    private StoreContents<StoredMeasurement> contents() {
        if (contents.isEmpty()) {
            contents = Optional.of(store.map(MeasurementStore::measurements)
                    .orElseGet(() -> new StoreContents<>(List.of(), Optional.empty())));
        }
        return contents.get();
    }

    private List<String> notes() {
        return contents().damage().map(StoreDamage::sentence).stream().toList();
    }

    private Evidence unknown() {
        return contents().damage().isEmpty() ? Evidence.none() : new NothingKnown(notes());
    }

    /** Evidence of a store that has none on the question but is damaged. */
    private record NothingKnown(List<String> notes) implements Evidence {
        NothingKnown {
            notes = List.copyOf(notes);
        }
    }

    private List<StoredMeasurement> about(Machine machine) {
        HardwareFingerprint hardware = HardwareFingerprint.of(machine);
        return contents().records().reversed().stream()
                .filter(m -> !m.lowerBound() && !m.disturbed())
                .filter(m -> build.isEmpty()
                        || m.build().filter(b -> b == build.getAsInt()).isPresent())
                .filter(m -> m.hardwareId().equals(hardware.id()) || StoredEvidence.sameDevices(m, hardware))
                .toList();
    }
}
