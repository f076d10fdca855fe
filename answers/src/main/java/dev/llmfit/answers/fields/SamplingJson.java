package dev.llmfit.answers.fields;

import dev.llmfit.gguf.catalog.Sampling;
import dev.llmfit.json.JsonObject;
import java.util.Locale;

/** How a model is sampled from, in documents. */
public final class SamplingJson {
    private SamplingJson() {}

    /** Returns what its makers say, by the names of llama.cpp's server, with the source. */
    public static JsonObject of(Sampling s) {
        return JsonObject.builder()
                .putIfPresent("temperature", s.temperature())
                .putIfPresent("top_p", s.topP())
                .putIfPresent("top_k", s.topK())
                .putIfPresent("min_p", s.minP())
                .putIfPresent("presence_penalty", s.presencePenalty())
                .putIfPresent("repeat_penalty", s.repeatPenalty())
                .putIfPresent(
                        "reasoning",
                        s.reasoning().map(r -> r.name().toLowerCase(Locale.ROOT).replace('_', '-')))
                .put("source", s.source())
                .put("date", s.date())
                .build();
    }
}
