package dev.llmfit.answers.fields;

import dev.llmfit.json.JsonObject;
import dev.llmfit.sizing.HostGrowth;
import dev.llmfit.sizing.HostGrowth.Growth;

/** What llama-server takes of the host's memory after its start, as JSON: bytes, null for a bound that there is not. */
public final class HostGrowthJson {
    private HostGrowthJson() {}

    /** Returns {@code prompt_cache}, {@code checkpoints}, and {@code outputs} where every row of a batch is one. */
    public static JsonObject of(HostGrowth growth) {
        JsonObject.Builder json = JsonObject.builder()
                .put("prompt_cache", growth(growth.promptCache()))
                .put("checkpoints", growth(growth.checkpoints()));
        if (growth.outputs().count() > 0) {
            json.put(
                    "outputs",
                    JsonObject.builder()
                            .put("bound", growth.outputs())
                            .put("expected", growth.outputs())
                            .build());
        }
        return json.build();
    }

    private static JsonObject growth(Growth growth) {
        return JsonObject.builder()
                .putOrNull("bound", growth.bound())
                .put("expected", growth.expected())
                .build();
    }
}
