package dev.llmfit.engine;

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
}
