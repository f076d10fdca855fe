package dev.llmfit.engine;

import dev.llmfit.units.Hint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers samples by workload. */
public final class ReadingCollector {
    /** Faster than anything that exists; the fastest prompts in public tables are below a tenth of a million tok/s. */
    static final double ABSURD = 1e7;

    private final Map<Workload, List<Double>> samples = new LinkedHashMap<>();
    private final SpeedReading.Clock clock;

    public ReadingCollector(SpeedReading.Clock clock) {
        this.clock = clock;
    }

    public void add(Workload workload, double tokensPerSecond) {
        if (!(tokensPerSecond > 0) || tokensPerSecond > ABSURD) {
            throw new EngineException(
                    EngineException.Kind.IMPLAUSIBLE,
                    "the engine reports " + tokensPerSecond + " tok/s for " + workload.label()
                            + ", which cannot be true",
                    Hint.plain("the result was not stored"));
        }
        samples.computeIfAbsent(workload, w -> new ArrayList<>()).add(tokensPerSecond);
    }

    public boolean settled(List<Workload> workloads, Repetition repetition) {
        for (Workload w : workloads) {
            List<Double> found = samples.get(w);
            if (found == null || !repetition.settled(new SampleSummary(found))) {
                return false;
            }
        }
        return true;
    }

    public int count(Workload workload) {
        return samples.getOrDefault(workload, List.of()).size();
    }

    public boolean isEmpty() {
        return samples.isEmpty();
    }

    /** Returns what was measured of a task that an engine could not finish, or throws if nothing was. */
    public BenchResult partial(EngineDescription engine, BenchTask task, EngineException why) {
        // Who says what cannot be true once is not believed in what it said before.
        if (isEmpty() || why.kind() == EngineException.Kind.IMPLAUSIBLE) {
            throw why;
        }
        return new BenchResult(
                engine, readings(), List.of("measured only in part: " + why.getMessage()), missing(task));
    }

    /** Returns the labels of the workloads without a sample. */
    public List<String> missing(BenchTask task) {
        return task.workloads().stream()
                .filter(w -> count(w) == 0)
                .map(Workload::label)
                .toList();
    }

    public List<SpeedReading> readings() {
        return samples.entrySet().stream()
                .map(e -> new SpeedReading(e.getKey(), new SampleSummary(e.getValue()), clock))
                .toList();
    }
}
