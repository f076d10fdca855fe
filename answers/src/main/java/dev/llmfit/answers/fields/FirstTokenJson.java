package dev.llmfit.answers.fields;

import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.sizing.speed.FirstToken;

/** How documents say how long a first token is waited for. */
public final class FirstTokenJson {
    private static final double MILLISECONDS = 1000;

    private FirstTokenJson() {}

    /** Returns the object: tokens of each prompt, prompts that come together, and seconds. */
    public static JsonObject of(FirstToken wait) {
        return JsonObject.builder()
                .put("prompt_tokens", wait.prompt())
                .put("together", wait.together())
                .put(
                        "seconds",
                        JsonObject.builder()
                                .put("low", rounded(wait.low()))
                                .put("mid", rounded(wait.mid()))
                                .put("high", rounded(wait.high()))
                                .build())
                .build();
    }

    private static JsonValue rounded(double seconds) {
        return JsonValue.of(Math.rint(seconds * MILLISECONDS) / MILLISECONDS);
    }
}
