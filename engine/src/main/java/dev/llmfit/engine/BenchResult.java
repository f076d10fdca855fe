package dev.llmfit.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** Returns the same tests with the samples of another run of them, and the notes of both. */
    public BenchResult with(BenchResult more) {
        Map<Workload, SpeedReading> all = new LinkedHashMap<>();
        readings.forEach(r -> all.put(r.workload(), r));
        more.readings().forEach(r -> all.merge(r.workload(), r, SpeedReading::with));
        List<String> said = new ArrayList<>(notes);
        more.notes().stream().filter(n -> !said.contains(n)).forEach(said::add);
        List<String> lacking = missing.stream().filter(more.missing()::contains).toList();
        return new BenchResult(engine, List.copyOf(all.values()), said, lacking);
    }

    /** Returns the first reading of a phase at the smallest depth. */
    public Optional<SpeedReading> first(Workload.Phase phase) {
        return readings.stream().filter(r -> r.workload().phase() == phase).findFirst();
    }
}
