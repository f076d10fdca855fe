package dev.llmfit.engine.foreign;

import dev.llmfit.engine.SampleSummary;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Workload;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A row of llama-bench with the names of its fields ({@code test::get_fields} in {@code tools/llama-bench/llama-bench.cpp}). */
final class LlamaBenchRow {
    private static final String TOOL = "llama-bench";

    private LlamaBenchRow() {}

    /**
     * Reads a row.
     *
     * @throws IllegalArgumentException if it is not understood
     */
    static ForeignResult of(FieldSource row, int line) {
        Workload workload = workload(row);
        return new ForeignResult(
                line,
                TOOL,
                new ForeignResult.NamedModel(
                        row.text("model_filename").orElse(""),
                        row.text("model_type").orElse(""),
                        row.count("model_n_params"),
                        row.count("model_size")),
                place(row),
                options(row),
                row.whole("build_number"),
                row.text("test_time").flatMap(LlamaBenchRow::time),
                reading(row, workload));
    }

    private static Workload workload(FieldSource row) {
        int prompt = row.whole("n_prompt").orElse(0);
        int generated = row.whole("n_gen").orElse(0);
        if (prompt > 0 && generated > 0) {
            throw new IllegalArgumentException("it times a prompt and a generation together");
        }
        if (prompt < 1 && generated < 1) {
            throw new IllegalArgumentException("it times nothing");
        }
        int depth = row.whole("n_depth").orElse(0);
        return new Workload(prompt > 0 ? Workload.Phase.PP : Workload.Phase.TG, prompt > 0 ? prompt : generated, depth);
    }

    private static ForeignResult.Place place(FieldSource row) {
        List<String> gpus = new ArrayList<>();
        row.text("gpu_info")
                .ifPresent(names -> Stream.of(names.split(", "))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .forEach(gpus::add));
        String processor = row.text("cpu_info").orElse("");
        return new ForeignResult.Place(processor, gpus, !processor.isEmpty() || !gpus.isEmpty());
    }

    private static ForeignResult.Options options(FieldSource row) {
        return new ForeignResult.Options(
                layers(row.whole("n_gpu_layers")),
                row.whole("n_batch"),
                row.whole("n_ubatch"),
                row.whole("n_threads"),
                row.truth("flash_attn"),
                row.text("type_k").orElse("f16"),
                row.text("type_v").orElse("f16"),
                row.whole("n_cpu_moe").orElse(0),
                row.truth("no_kv_offload").orElse(false));
    }

    /** Returns layers on GPUs; empty for all, which 99 and more, and -1 of newer builds, mean. */
    static OptionalInt layers(OptionalInt told) {
        return told.isPresent() && told.getAsInt() >= 0 && told.getAsInt() < 99 ? told : OptionalInt.empty();
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static SpeedReading reading(FieldSource row, Workload workload) {
        List<Double> samples = row.numbers("samples_ts");
        if (samples.size() > 1) {
            return new SpeedReading(workload, new SampleSummary(samples), SpeedReading.Clock.ENGINE);
        }
        return told(workload, row.number("avg_ts"), row.number("stddev_ts"));
    }

    /**
     * Returns a reading of which a mean is told.
     *
     * @param deviation standard deviation of its samples, if told
     * @throws IllegalArgumentException if it is missing or varies too much
     */
    static SpeedReading told(Workload workload, OptionalDouble mean, OptionalDouble deviation) {
        if (mean.isEmpty() || !(mean.getAsDouble() > 0)) {
            throw new IllegalArgumentException("it has no speed");
        }
        if (deviation.orElse(0) > MOST_DEVIATION * mean.getAsDouble()) {
            throw new IllegalArgumentException("its samples vary by more than a tenth");
        }
        return new SpeedReading(workload, new SampleSummary(List.of(mean.getAsDouble())), SpeedReading.Clock.TOLD);
    }

    /** As {@code Keeping} has it for samples of our own. */
    private static final double MOST_DEVIATION = 0.10;
}
