package dev.llmfit.gguf.catalog;

import java.util.Optional;

/**
 * One published result of a model in a benchmark, measured on the weights as published unless {@code setting} names a file type.
 *
 * @param model id of the catalogue's entry
 * @param kind the benchmark
 * @param value the result in the benchmark's unit
 * @param mode whether the model thought before it answered; empty if the source does not say
 * @param setting how it was asked, as the source says it; may be empty
 * @param nameAtSource the name under which the source lists the model
 * @param source where the figure is from
 */
public record BenchmarkFigure(
        String model,
        BenchmarkKind kind,
        double value,
        Optional<Mode> mode,
        String setting,
        String nameAtSource,
        BenchmarkSource source) {

    /** Whether a model thought before it answered. */
    public enum Mode {
        THINKING,
        NON_THINKING
    }
}
