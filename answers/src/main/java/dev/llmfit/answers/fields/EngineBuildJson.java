package dev.llmfit.answers.fields;

import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.sizing.BuildKnowledge;
import dev.llmfit.sizing.EngineGap;
import dev.llmfit.sizing.EngineSwitch;
import java.util.Locale;

/** How documents say which llama.cpp was modelled and how well it is known. */
public final class EngineBuildJson {
    private EngineBuildJson() {}

    /** Returns the object: its number, whether it is modelled exactly, a sentence, and the changes that are not known or not undone. */
    public static JsonObject of(BuildKnowledge known) {
        return JsonObject.builder()
                .put("name", known.build().name())
                .put("number", known.build().number())
                .put("modelled", known.modelled().name().toLowerCase(Locale.ROOT))
                .put("sentence", known.sentence())
                .put(
                        "undecided",
                        new JsonArray(known.undecided().stream()
                                .<JsonValue>map(EngineBuildJson::change)
                                .toList()))
                .put(
                        "not_undone",
                        new JsonArray(known.notUndone().stream()
                                .<JsonValue>map(EngineBuildJson::gap)
                                .toList()))
                .build();
    }

    private static JsonObject gap(EngineGap gap) {
        return JsonObject.builder()
                .put("id", gap.id())
                .put("with", gap.with())
                .put("effect", gap.effect())
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
