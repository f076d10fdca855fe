package dev.llmfit.sizing.engines;

import java.util.List;

/** The value of an {@link EngineFigure}. */
public sealed interface EngineValue {
    /**
     * Bytes.
     *
     * @param bytes how many
     */
    record Size(long bytes) implements EngineValue {}

    /**
     * Bytes of each part.
     *
     * @param bytes of the parts in order, for example on a GPU of each pipeline stage
     */
    record Sizes(List<Long> bytes) implements EngineValue {
        public Sizes {
            bytes = List.copyOf(bytes);
        }
    }

    /**
     * A number of things.
     *
     * @param count how many
     */
    record Count(long count) implements EngineValue {}

    /**
     * A ratio.
     *
     * @param value how many times
     */
    record Ratio(double value) implements EngineValue {}

    /**
     * Bytes that are not known exactly.
     *
     * @param low the least
     * @param mid most likely
     * @param high the most
     */
    record SizeRange(long low, long mid, long high) implements EngineValue {}

    /**
     * A number that is not known exactly.
     *
     * @param low the least
     * @param mid most likely
     * @param high the most
     */
    record CountRange(double low, double mid, double high) implements EngineValue {}
}
