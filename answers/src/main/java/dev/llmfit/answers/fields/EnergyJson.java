package dev.llmfit.answers.fields;

import dev.llmfit.json.JsonObject;
import dev.llmfit.sizing.speed.Energy;
import dev.llmfit.sizing.speed.PowerPart;
import dev.llmfit.sizing.speed.Span;

/** How documents say what a launch takes of electricity. */
public final class EnergyJson {
    private EnergyJson() {}

    /** Returns the object: watts and kWh of a million tokens, of prompts and of generation, and the parts that take them. */
    public static JsonObject of(Energy energy) {
        return JsonObject.builder()
                .put("prompt", test(energy.reading(), energy.read()))
                .put("generation", test(energy.writing(), energy.written()))
                .put(
                        "parts",
                        energy.power().parts().stream().map(EnergyJson::part).toList())
                .build();
    }

    /** Returns the object of kWh. */
    public static JsonObject kwh(Span million) {
        return RangeJson.of(million);
    }

    private static JsonObject test(Span watts, Span million) {
        return JsonObject.builder()
                .put("watts", RangeJson.of(watts))
                .put("kwh_per_million_tokens", kwh(million))
                .build();
    }

    private static JsonObject part(PowerPart part) {
        return JsonObject.builder()
                .put("name", part.name())
                .put("nominal_watts_low", part.least())
                .put("nominal_watts_high", part.most())
                .put("basis", part.basis().id())
                .build();
    }
}
