package dev.llmfit.answers.fields;

import dev.llmfit.json.JsonObject;
import dev.llmfit.sizing.speed.TurnTime;
import java.util.List;

/** How documents say how long turns take. */
public final class TurnJson {
    private TurnJson() {}

    /** Returns the objects: tokens that are kept, read and written, seconds until the first token and until the last. */
    public static List<JsonObject> of(List<TurnTime> turns) {
        return turns.stream().map(TurnJson::of).toList();
    }

    private static JsonObject of(TurnTime time) {
        return JsonObject.builder()
                .put("kept_tokens", time.turn().kept())
                .put("prompt_tokens", time.turn().prompt())
                .put("answer_tokens", time.turn().answer())
                .put("first_token_seconds", RangeJson.of(time.firstToken()))
                .put("seconds", RangeJson.of(time.whole()))
                .build();
    }
}
