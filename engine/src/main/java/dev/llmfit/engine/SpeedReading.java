package dev.llmfit.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * A measured speed.
 *
 * @param workload what was timed
 * @param samples tokens per second, one for each repetition
 * @param clock whose clock it is: the engine's own, or this program's
 */
public record SpeedReading(Workload workload, SampleSummary samples, Clock clock) {
    /** Who took the time. */
    public enum Clock {
        /** The engine reported its own durations. */
        ENGINE,
        /** Taken here, from the arrival of tokens. */
        ARRIVAL,
        /** Another tool told the mean of its own samples, and not the samples. */
        TOLD
    }

    /** Returns the reading with the samples of another run of the same test. */
    SpeedReading with(SpeedReading more) {
        List<Double> all = new ArrayList<>(samples.samples());
        all.addAll(more.samples.samples());
        return new SpeedReading(workload, new SampleSummary(all), clock);
    }
}
