package dev.llmfit.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers samples by workload. */
final class ReadingCollector {
    private final Map<Workload, List<Double>> samples = new LinkedHashMap<>();
    private final SpeedReading.Clock clock;

    ReadingCollector(SpeedReading.Clock clock) {
        this.clock = clock;
    }

    void add(Workload workload, double tokensPerSecond) {
        if (!(tokensPerSecond > 0) || Double.isInfinite(tokensPerSecond)) {
            throw new EngineException(
                    EngineException.Kind.IMPLAUSIBLE,
                    "the engine reports " + tokensPerSecond + " tok/s for " + workload.label()
                            + ", which cannot be true",
                    "the result was not stored");
        }
        samples.computeIfAbsent(workload, w -> new ArrayList<>()).add(tokensPerSecond);
    }

    boolean settled(List<Workload> workloads, Repetition repetition) {
        for (Workload w : workloads) {
            List<Double> found = samples.get(w);
            if (found == null || !repetition.settled(new SampleSummary(found))) {
                return false;
            }
        }
        return true;
    }

    int count(Workload workload) {
        return samples.getOrDefault(workload, List.of()).size();
    }

    List<SpeedReading> readings() {
        return samples.entrySet().stream()
                .map(e -> new SpeedReading(e.getKey(), new SampleSummary(e.getValue()), clock))
                .toList();
    }
}
