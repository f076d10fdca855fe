package dev.llmfit.engine.foreign;

import dev.llmfit.engine.Workload;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A test of LocalScore (llamafile's {@code localscore}): a prompt, and a generation behind it. */
final class LocalScoreRow {
    private LocalScoreRow() {}

    /** Reads a row of a result file. */
    static List<ForeignResult> results(JsonValue file, JsonValue row, int line) {
        JsonValue accelerator = file.get("accelerator_info").orElse(JsonNull.NULL);
        JsonValue system = file.get("system_info").orElse(JsonNull.NULL);
        boolean gpu = !accelerator.string("type").orElse("GPU").equals("CPU");
        List<String> gpus = accelerator.string("name").filter(n -> gpu).stream().toList();
        String processor = system.string("cpu_name").orElse("");
        ForeignResult.Place place = new ForeignResult.Place(processor, gpus, !processor.isEmpty() || !gpus.isEmpty());
        JsonValue model = row.get("model").or(() -> file.get("model")).orElse(JsonNull.NULL);
        FieldSource fields = FieldSource.of(row);
        FieldSource named = FieldSource.of(model);
        return of(
                name -> switch (name) {
                    case "model_filename" -> fields.text(name).or(() -> named.text("name"));
                    case "model_type" -> fields.text(name).or(() -> named.text("quant"));
                    case "model_n_params" -> fields.text(name).or(() -> named.text("params"));
                    default -> fields.text(name);
                },
                place,
                line);
    }

    /**
     * Reads a row.
     *
     * @throws IllegalArgumentException if it is not understood
     */
    static List<ForeignResult> of(FieldSource row, ForeignResult.Place place, int line) {
        int prompt = row.whole("n_prompt").orElse(0);
        int generated = row.whole("n_gen").orElse(0);
        List<ForeignResult> results = new ArrayList<>();
        if (prompt > 0 && row.number("prompt_tps").orElse(0) > 0) {
            results.add(result(row, place, line, new Workload(Workload.Phase.PP, prompt, 0), "prompt_tps"));
        }
        if (generated > 0 && row.number("gen_tps").orElse(0) > 0) {
            results.add(result(row, place, line, new Workload(Workload.Phase.TG, generated, prompt), "gen_tps"));
        }
        if (results.isEmpty()) {
            throw new IllegalArgumentException("it has no speed");
        }
        return results;
    }

    private static ForeignResult result(
            FieldSource row, ForeignResult.Place place, int line, Workload workload, String speed) {
        return new ForeignResult(
                line,
                "localscore",
                new ForeignResult.NamedModel(
                        row.text("model_filename").orElse(""),
                        row.text("model_type").orElse(""),
                        row.count("model_n_params"),
                        row.count("model_size")),
                place,
                ForeignResult.Options.UNKNOWN,
                OptionalInt.empty(),
                Optional.empty(),
                LlamaBenchRow.told(workload, row.number(speed), row.number(speed + "_stddev")));
    }
}
