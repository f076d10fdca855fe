package dev.llmfit.answers.fields;

import dev.llmfit.json.JsonObject;
import dev.llmfit.sizing.DeviceUse;

/** What a launch takes of one memory, in documents of one launch and of many. */
public final class DeviceUseJson {
    private DeviceUseJson() {}

    /** Returns its name, the parts of what is taken, and what is free, bytes. */
    public static JsonObject.Builder of(DeviceUse use) {
        return JsonObject.builder()
                .put("name", use.name())
                .put("weights", use.weights())
                .put("context", use.context())
                .put("compute", use.compute())
                .put("overhead", use.overhead().typical())
                .put("total", use.total())
                .put("free", use.free());
    }
}
