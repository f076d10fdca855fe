package dev.llmfit.mcp.tools;

import dev.llmfit.answers.Words;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.NextStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Next steps as calls of tools. */
final class CallWords implements Words {
    /** The tool that asks a question. */
    private static final Map<String, String> TOOLS = Map.of(
            "models", "find_models",
            "quants", "quants",
            "plan", "what_to_buy",
            "recommend", "which_model",
            "size", "size",
            "probe", "machine",
            "doctor", "diagnose",
            "verify", "prove");

    /** What tools call the fields of questions. */
    private static final Map<String, String> ARGUMENTS = Map.ofEntries(
            Map.entry("hardware", "machine"),
            Map.entry("use_case", "use"),
            Map.entry("min_tps", "min_tok_s"),
            Map.entry("n_ctx", "ctx"),
            Map.entry("n_gpu_layers", "ngl"),
            Map.entry("n_cpu_moe", "ncmoe"),
            Map.entry("file_type", "file"),
            Map.entry("quant", "file"),
            Map.entry("cache_type", "kv"),
            Map.entry("top", "limit"));

    /** No tool lists all hardware: it is named as people say it. */
    private static final String NAMES = "a name such as 'RTX 4090', '2x 3090' or 'M3 Max 64GB'";

    private final List<Tool> tools;

    CallWords(List<Tool> tools) {
        this.tools = tools;
    }

    /** Returns what tools call a field of a question. */
    static String argument(String field) {
        return ARGUMENTS.getOrDefault(field, field);
    }

    @Override
    public String of(NextStep step) {
        return switch (step) {
            case NextStep.Ask ask ->
                ask.with().containsKey("list")
                        ? NAMES
                        : call(ask).map(Json::compact).orElseGet(() -> "llmfit " + ask.question());
            case NextStep.Change change ->
                change.value().isEmpty() || change.value().equals("true")
                        ? argument(change.field())
                        : argument(change.field()) + ": " + change.value();
            case NextStep.Read read -> read.page().toString();
            case NextStep.Write write -> "write " + write.file();
        };
    }

    /** Returns the calls that steps mean; steps that no tool can do are left out. */
    JsonArray calls(List<NextStep> steps) {
        List<JsonValue> calls = new ArrayList<>();
        for (NextStep step : steps) {
            switch (step) {
                case NextStep.Ask ask when ask.with().containsKey("list") -> {
                    // see NAMES
                }
                case NextStep.Ask ask -> call(ask).ifPresent(calls::add);
                case NextStep.Change change ->
                    calls.add(JsonObject.builder()
                            .put("change", argument(change.field()))
                            .put("to", change.value())
                            .build());
                case NextStep.Read read ->
                    calls.add(JsonObject.builder()
                            .put("read", read.page().toString())
                            .build());
                case NextStep.Write write -> {
                    // an agent writes files by its own means
                }
            }
        }
        return new JsonArray(calls);
    }

    /** Returns a call of the tool that asks a question, with those of its fields that the tool takes. */
    private Optional<JsonObject> call(NextStep.Ask ask) {
        Optional<Tool> tool = tools.stream()
                .filter(t -> t.name().equals(TOOLS.get(ask.question())))
                .findFirst();
        return tool.map(t -> {
            JsonObject.Builder call = JsonObject.builder().put("tool", t.name());
            ask.with().forEach((field, value) -> {
                if (t.arguments().contains(argument(field)) && !value.isEmpty()) {
                    call.put(argument(field), value);
                }
            });
            return call.build();
        });
    }
}
