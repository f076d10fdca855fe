package dev.llmfit.answers;

import dev.llmfit.units.NextStep;
import java.util.Map;
import java.util.Set;

/** Says next steps as what a person types: {@code llmfit models qwen}, {@code --header-only}. */
public final class CommandWords implements Words {
    /** Fields that are typed without a flag. */
    private static final Set<String> POSITIONAL =
            Set.of("model", "query", "action", "id", "file", "flags", "repository");

    /** Commands whose model is given by a flag. */
    private static final Set<String> MODEL_BY_FLAG = Set.of("recommend", "doctor");

    /** Flags whose name is not that of the field with dashes: llama.cpp's short ones. */
    private static final Map<String, String> FLAGS = Map.ofEntries(
            Map.entry("n_ctx", "-c"),
            Map.entry("n_gpu_layers", "-ngl"),
            Map.entry("n_parallel", "-np"),
            Map.entry("n_ubatch", "-ub"),
            Map.entry("n_batch", "-b"),
            Map.entry("n_cpu_moe", "-ncmoe"),
            Map.entry("type_k", "-ctk"),
            Map.entry("type_v", "-ctv"),
            Map.entry("file_type", "--quant"));

    @Override
    public String of(NextStep step) {
        return switch (step) {
            case NextStep.Ask ask -> command(ask);
            case NextStep.Change change -> flag(change.field(), change.value());
            case NextStep.Read read -> read.page().toString();
            case NextStep.Write write -> write.file();
        };
    }

    private static String command(NextStep.Ask ask) {
        StringBuilder line = new StringBuilder("llmfit ").append(ask.question());
        ask.with().forEach((field, value) -> {
            if (POSITIONAL.contains(field) && !(field.equals("model") && MODEL_BY_FLAG.contains(ask.question()))) {
                line.append(value.isEmpty() ? "" : " " + value);
            } else {
                line.append(' ').append(flag(field, value));
            }
        });
        return line.toString();
    }

    private static String flag(String field, String value) {
        String known = FLAGS.get(field);
        String flag = known == null ? "--" + field.replace('_', '-') : known;
        return value.isEmpty() || value.equals("true") ? flag : flag + " " + value;
    }
}
