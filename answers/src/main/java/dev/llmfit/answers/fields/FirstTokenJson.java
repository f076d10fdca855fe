package dev.llmfit.answers.fields;

import dev.llmfit.json.JsonObject;
import dev.llmfit.sizing.speed.FirstToken;

/** How documents say how long a first token is waited for. */
public final class FirstTokenJson {
    private FirstTokenJson() {}

    /** Returns the object: tokens of each prompt, prompts that come together, and seconds. */
    public static JsonObject of(FirstToken wait) {
        return JsonObject.builder()
                .put("prompt_tokens", wait.prompt())
                .put("together", wait.together())
                .put("seconds", RangeJson.of(wait.seconds()))
                .build();
    }
}
