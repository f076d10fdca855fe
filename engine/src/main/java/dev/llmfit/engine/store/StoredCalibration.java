package dev.llmfit.engine.store;

import dev.llmfit.engine.SampleSummary;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Workload;
import dev.llmfit.sizing.speed.Calibration;
import dev.llmfit.sizing.speed.CalibrationReading;
import dev.llmfit.sizing.speed.Evidence;
import dev.llmfit.sizing.speed.SpeedHost;
import dev.llmfit.sizing.speed.SpeedParts;
import dev.llmfit.sizing.speed.StoredNumber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the stored speeds of all models say of a machine. Every measurement that was taken here counts, a calibration's phantoms and
 * models that were wanted alike; of one test of one launch the newest.
 */
public final class StoredCalibration {
    /** What all rows of calibrations are dropped by. */
    public static final String ID = "calibration";

    /** A machine is not so many times as slow or as fast as the formula says; then something else was measured. Judgement. */
    private static final double MOST_FACTOR = 10;

    /** Standard error of a single number, of which nobody knows how much it varies; judgement. */
    private static final double ALONE = 0.10;

    /** Half of a 95 % interval in standard errors. */
    private static final double OF_INTERVAL = 1.96;

    private final List<StoredMeasurement> newestFirst;
    private final String formulaId;
    private final Map<Integer, Optional<Calibration>> byThreads = new ConcurrentHashMap<>();

    /**
     * Creates what measurements say.
     *
     * @param newestFirst measurements that were taken on the machine
     * @param formulaId the formula whose constants they must have been held against
     */
    StoredCalibration(List<StoredMeasurement> newestFirst, String formulaId) {
        this.newestFirst =
                newestFirst.stream().filter(StoredCalibration::isUsable).toList();
        this.formulaId = formulaId;
    }

    /** Returns what they say of launches with so many threads; empty where they say nothing. */
    Optional<Calibration> of(int threads) {
        return byThreads.computeIfAbsent(threads, this::fitted);
    }

    private Optional<Calibration> fitted(int threads) {
        List<CalibrationReading> readings = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Optional<SpeedHost> host = Optional.empty();
        for (StoredMeasurement m : newestFirst) {
            Optional<FormulaSaid> said = FormulaSaid.of(m.document()).filter(f -> f.id().equals(formulaId));
            if (said.isEmpty()) {
                continue;
            }
            boolean known =
                    said.get().host().filter(h -> h.threads() == threads).isPresent();
            host = host.or(() -> said.get().host().filter(h -> h.threads() == threads));
            // A processor that was known otherwise has other times in its parts.
            boolean same = known && said.get().host().equals(host);
            for (SpeedReading reading : m.readings()) {
                reading(m, said.get(), reading)
                        .filter(r -> r.predicted().place() == SpeedParts.Place.DEVICE || same)
                        .filter(r -> seen.add(key(m, reading)))
                        .ifPresent(readings::add);
            }
        }
        return Calibration.of(readings, host);
    }

    private static String key(StoredMeasurement m, SpeedReading reading) {
        return m.modelShape() + " " + reading.workload().label() + " "
                + m.document().get("options").map(Object::toString).orElse("");
    }

    /** Returns a reading beside what the formula said; empty if it cannot be relied on. */
    private static Optional<CalibrationReading> reading(StoredMeasurement m, FormulaSaid said, SpeedReading reading) {
        Workload workload = reading.workload();
        SpeedParts parts = said.tests().get(workload.label());
        if (parts == null || !(parts.seconds() > 0) || !(m.insisted() || Keeping.tells(reading))) {
            return Optional.empty();
        }
        CalibrationReading found = reading(reading, parts);
        boolean possible = found.factor() <= MOST_FACTOR && found.factor() >= 1 / MOST_FACTOR;
        return possible ? Optional.of(found) : Optional.empty();
    }

    /**
     * Returns a measured speed beside what the formula said of its test: its median, and how well that is known.
     *
     * @param predicted more than no time
     */
    public static CalibrationReading reading(SpeedReading measured, SpeedParts predicted) {
        boolean prompt = measured.workload().phase() == Workload.Phase.PP;
        double tokens = prompt ? measured.workload().tokens() : 1;
        SampleSummary samples = measured.samples();
        return new CalibrationReading(
                prompt ? Evidence.Test.PP : Evidence.Test.TG,
                predicted,
                tokens / samples.median(),
                samples.count() == 1 ? ALONE : samples.medianHalfWidth() / OF_INTERVAL);
    }

    /** Returns whether a row says something of the machine: one of its readings can be true. */
    static boolean isUsable(StoredMeasurement m) {
        Optional<FormulaSaid> said = FormulaSaid.of(m.document());
        return said.isPresent()
                && m.readings().stream().anyMatch(r -> reading(m, said.get(), r).isPresent());
    }

    /** Returns what a calibrated prediction rests on: all rows of calibrations go together, and other measurements beside them. */
    Optional<StoredNumber> number() {
        List<StoredMeasurement> used = newestFirst.stream()
                .filter(m -> FormulaSaid.of(m.document())
                        .filter(f -> f.id().equals(formulaId))
                        .isPresent())
                .toList();
        Optional<Instant> oldest = used.stream()
                .filter(StoredMeasurement::calibration)
                .collect(java.util.stream.Collectors.toMap(
                        StoredMeasurement::modelShape, StoredMeasurement::time, (newer, older) -> newer))
                .values()
                .stream()
                .min(Instant::compareTo);
        return oldest.map(time -> new StoredNumber(ID, time))
                .or(() -> used.stream().findFirst().map(m -> new StoredNumber(m.id(), m.time())));
    }
}
