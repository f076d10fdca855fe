package dev.llmfit.probe;

import java.util.Optional;

/**
 * The outcome of asking the machine for one fact. Absence is a value with a reason, never a sentinel.
 *
 * @param <T> the fact
 */
public sealed interface Probe<T> {

    /**
     * The fact was read.
     *
     * @param value the fact
     * @param source what it was read from, for example {@code /proc/meminfo}
     */
    record Found<T>(T value, String source) implements Probe<T> {}

    /** The machine does not have it; that is normal. */
    record Absent<T>(String reason) implements Probe<T> {}

    /** It should be there, but reading it failed. */
    record Failed<T>(String reason) implements Probe<T> {}

    /** Returns the value if it was found. */
    default Optional<T> found() {
        return this instanceof Found<T> f ? Optional.of(f.value()) : Optional.empty();
    }
}
