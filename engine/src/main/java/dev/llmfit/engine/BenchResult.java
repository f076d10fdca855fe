package dev.llmfit.engine;

import java.util.List;
import java.util.Optional;

/**
 * What was measured.
 *
 * @param engine who ran it
 * @param readings speeds
 * @param notes what a reader must know, one sentence each
 */
public record BenchResult(EngineDescription engine, List<SpeedReading> readings, List<String> notes) {
    public BenchResult {
        readings = List.copyOf(readings);
        notes = List.copyOf(notes);
    }

    /** Returns the first reading of a phase at the smallest depth. */
    public Optional<SpeedReading> first(Workload.Phase phase) {
        return readings.stream().filter(r -> r.workload().phase() == phase).findFirst();
    }
}
