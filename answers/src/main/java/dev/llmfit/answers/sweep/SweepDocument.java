package dev.llmfit.answers.sweep;

import dev.llmfit.answers.fields.DeviceUseJson;
import dev.llmfit.answers.fields.MeantModelJson;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.fields.RangeJson;
import dev.llmfit.answers.size.SizeAnswer;
import dev.llmfit.answers.size.SizeDocument;
import dev.llmfit.answers.sweep.SweepAnswer.Row;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.sizing.DeviceUse;
import java.util.List;

/** The document of a sweep, schema {@code llmfit/sweep/1}, and the question for it. */
public final class SweepDocument {
    private SweepDocument() {}

    /** Returns the document. */
    public static JsonObject of(SweepAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/sweep/1")
                .put(
                        "model",
                        MeantModelJson.put(JsonObject.builder(), answer.meant()).build())
                .put("over", answer.over().key())
                .put(
                        "rows",
                        new JsonArray(answer.rows().stream()
                                .<JsonValue>map(SweepDocument::row)
                                .toList()))
                .build();
    }

    private static JsonObject row(Row row) {
        JsonObject.Builder out = JsonObject.builder()
                .put("value", row.value())
                .put("taken", row.taken())
                .put("fits", row.fits())
                .put("runs", row.runs());
        row.size().ifPresent(size -> launch(size, out));
        row.full().ifPresent(full -> out.put("tg_tok_s_full", RangeJson.exact(full)));
        return out.putIfPresent("refused", row.refused()).build();
    }

    private static void launch(SizeAnswer size, JsonObject.Builder out) {
        out.put("file_bytes", size.model().meant().fileBytes())
                .put("n_ctx", size.estimate().nCtx())
                .put("devices", memory(size.memory().devices()))
                .put("host", memory(size.memory().host()));
        size.speeds()
                .one()
                .ifPresent(speed ->
                        out.put("tg_tok_s", RangeJson.exact(speed.tg())).put("pp_tok_s", RangeJson.exact(speed.pp())));
    }

    private static JsonArray memory(List<DeviceUse> uses) {
        return new JsonArray(uses.stream().<JsonValue>map(SweepDocument::memory).toList());
    }

    private static JsonObject memory(DeviceUse use) {
        return DeviceUseJson.of(use)
                .put("margin", use.margin())
                .put("left", use.left())
                .build();
    }

    /**
     * Reads a question: the fields of {@code size}, {@code over} and, where the usual ones are not meant, {@code values} as texts.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static SweepQuestion question(QuestionFields fields) {
        SweepQuestion named = SweepQuestion.of(SizeDocument.read(fields), fields.requiredText("over"));
        List<String> values = fields.texts("values");
        fields.done();
        return values.isEmpty() ? named : new SweepQuestion(named.base(), named.over(), values);
    }
}
