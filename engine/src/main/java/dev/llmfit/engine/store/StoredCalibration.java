package dev.llmfit.engine.store;

import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Workload;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonValue;
import dev.llmfit.sizing.speed.Calibration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the stored speeds of small models say of a machine, and when they say nothing. */
public final class StoredCalibration {
    /** What all rows of calibrations are dropped by. */
    public static final String ID = "calibration";

    /** A machine is not so many times as slow or as fast as the formula says; then something else was measured. Judgement. */
    private static final double MOST_FACTOR = 10;

    private StoredCalibration() {}

    /** Returns whether a row can be true: its samples agree, and it is not far from what the formula said. */
    static boolean isUsable(StoredMeasurement m) {
        boolean agree = !m.readings().isEmpty() && m.readings().stream().allMatch(r -> Keeping.agree(r.samples()));
        return agree
                && factors(m).map(f -> possible(f.pp()) && possible(f.tg())).orElse(true);
    }

    private static boolean possible(double factor) {
        return factor <= MOST_FACTOR && factor >= 1 / MOST_FACTOR;
    }

    /** Returns whether enough small models ran. */
    static boolean isEnough(List<StoredMeasurement> calibrations) {
        return calibrations.stream()
                        .map(StoredMeasurement::modelShape)
                        .distinct()
                        .count()
                >= Keeping.LEAST_PHANTOMS;
    }

    /** Returns when the oldest row was measured that still counts: the newest of each small model does. */
    static Optional<Instant> oldest(List<StoredMeasurement> newestFirst) {
        Map<String, Instant> newest = new LinkedHashMap<>();
        newestFirst.forEach(m -> newest.putIfAbsent(m.modelShape(), m.time()));
        return newest.values().stream().min(Instant::compareTo);
    }

    /** Returns measured over predicted speeds; empty if one of them is not known. */
    static Optional<Calibration> factors(StoredMeasurement m) {
        JsonValue predicted = m.document().get("predicted").orElse(JsonNull.NULL);
        OptionalDouble pp = predicted.number("pp_tok_s");
        OptionalDouble tg = predicted.number("tg_tok_s");
        Optional<Double> measuredPp = speed(m, Workload.Phase.PP);
        Optional<Double> measuredTg = speed(m, Workload.Phase.TG);
        if (pp.isEmpty() || tg.isEmpty() || measuredPp.isEmpty() || measuredTg.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Calibration(measuredPp.get() / pp.getAsDouble(), measuredTg.get() / tg.getAsDouble()));
    }

    private static Optional<Double> speed(StoredMeasurement m, Workload.Phase phase) {
        return m.readings().stream()
                .filter(r -> r.workload().phase() == phase)
                .map(SpeedReading::samples)
                .map(samples -> samples.median())
                .findFirst();
    }
}
