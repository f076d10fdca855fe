package dev.llmfit.engine.foreign;

import dev.llmfit.engine.Workload;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** A file of the Rust llmfit's community benchmarks ({@code llmfit-core/data/community}): generation speeds of one machine. */
final class CommunityFile {
    private CommunityFile() {}

    /**
     * Reads a result.
     *
     * @throws IllegalArgumentException if it is not understood
     */
    static ForeignResult result(JsonValue file, JsonValue row, int line) {
        JsonValue hardware = file.get("hardware").orElse(JsonNull.NULL);
        int count = Math.toIntExact(hardware.integer("gpuCount").orElse(0));
        if (count < 0 || count > 16) {
            throw new IllegalArgumentException("its number of GPUs cannot be");
        }
        String name = hardware.string("hardwareName").orElse("");
        boolean gpu = count > 0 && !hardware.string("hwClass").orElse("").startsWith("CPU");
        // More than one GPU is often one card and the one in the processor; which one ran is not told.
        if (count > 1) {
            throw new IllegalArgumentException("it does not say on which of its " + count + " GPUs it ran");
        }
        List<String> gpus = gpu ? IntStream.range(0, count).mapToObj(i -> name).toList() : List.of();
        FieldSource fields = FieldSource.of(row);
        OptionalDouble tokens = fields.number("avgOutputTokens");
        return new ForeignResult(
                line,
                "llmfit-rust",
                new ForeignResult.NamedModel(fields.text("model").orElse(""), "", 0, 0),
                new ForeignResult.Place(hardware.string("cpu").orElse(""), gpus, true),
                ForeignResult.Options.UNKNOWN,
                OptionalInt.empty(),
                Optional.of(
                        Instant.ofEpochSecond(file.integer("submittedAtUnix").orElse(0))),
                LlamaBenchRow.told(
                        new Workload(Workload.Phase.TG, (int) Math.max(1, Math.min(1 << 20, tokens.orElse(128))), 0),
                        fields.number("avgTps"),
                        OptionalDouble.empty()));
    }
}
