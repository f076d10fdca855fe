package dev.llmfit.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was measured.
 *
 * @param engine who ran it
 * @param readings speeds
 * @param notes what a reader must know, one sentence each
 * @param missing labels of workloads that were asked for and could not be measured; a note says why
 */
public record BenchResult(
        EngineDescription engine, List<SpeedReading> readings, List<String> notes, List<String> missing) {
    public BenchResult {
        readings = List.copyOf(readings);
        notes = List.copyOf(notes);
        missing = List.copyOf(missing);
    }

    /** Creates a result that lacks nothing. */
    public BenchResult(EngineDescription engine, List<SpeedReading> readings, List<String> notes) {
        this(engine, readings, notes, List.of());
    }

    /** Returns the same result with more sentences for the reader. */
    public BenchResult withNotes(List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new BenchResult(engine, readings, all, missing);
    }

    /** Returns the first reading of a phase at the smallest depth. */
    public Optional<SpeedReading> first(Workload.Phase phase) {
        return readings.stream().filter(r -> r.workload().phase() == phase).findFirst();
    }
}
