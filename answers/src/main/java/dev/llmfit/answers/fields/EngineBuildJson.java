package dev.llmfit.answers.fields;

import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.EngineSwitch;
import java.util.Locale;

/** How documents say which llama.cpp was modelled and how well it is known. */
public final class EngineBuildJson {
    private EngineBuildJson() {}

    /** Returns the object: its number, whether it is modelled exactly, a sentence, and the changes nobody can place. */
    public static JsonObject of(EngineBuild build) {
        return JsonObject.builder()
                .put("name", build.name())
                .put("number", build.number())
                .put("modelled", build.modelled().name().toLowerCase(Locale.ROOT))
                .put("sentence", build.sentence())
                .put(
                        "undecided",
                        new JsonArray(build.undecided().stream()
                                .<JsonValue>map(EngineBuildJson::change)
                                .toList()))
                .build();
    }

    private static JsonObject change(EngineSwitch change) {
        return JsonObject.builder()
                .put("id", change.id())
                .put("without", change.between().without())
                .put("with", change.between().with())
                .put("effect", change.effect())
                .build();
    }
}
