package dev.llmfit.answers.machine;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.JsonObject;

/** The document of names of hardware, schema {@code llmfit/hardware-names/1}. */
public final class HardwareNamesDocument {
    private HardwareNamesDocument() {}

    /**
     * Reads a question, which has no fields.
     *
     * @throws dev.llmfit.answers.RefusedException if there is one
     */
    public static HardwareNamesQuestion question(QuestionFields fields) {
        fields.done();
        return new HardwareNamesQuestion();
    }

    /** Returns the document. */
    public static JsonObject of(HardwareNamesAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/hardware-names/1")
                .put("machines", answer.machines())
                .put("devices", answer.devices())
                .build();
    }
}
