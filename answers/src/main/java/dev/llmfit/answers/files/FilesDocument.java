package dev.llmfit.answers.files;

import dev.llmfit.answers.fields.MeantModelJson;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.fields.RangeJson;
import dev.llmfit.answers.files.FilesAnswer.Row;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.speed.Speed;
import java.util.List;
import java.util.Optional;

/** The document of several files, schema {@code llmfit/files/1}, and the question for it. */
public final class FilesDocument {
    private FilesDocument() {}

    /** Returns the document. */
    public static JsonObject of(FilesAnswer answer) {
        List<JsonValue> rows =
                answer.rows().stream().<JsonValue>map(FilesDocument::row).toList();
        return JsonObject.builder()
                .put("schema", "llmfit/files/1")
                .put("rows", new JsonArray(rows))
                .build();
    }

    private static JsonObject row(Row row) {
        JsonObject.Builder out =
                JsonObject.builder().put("asked", row.reference()).put("fits", row.fits());
        row.meant()
                .ifPresent(meant -> out.put(
                        "model", MeantModelJson.put(JsonObject.builder(), meant).build()));
        row.launch().filter(c -> row.fits()).ifPresent(c -> launch(c, out));
        return out.putIfPresent("refused", row.refused()).build();
    }

    private static void launch(Candidate c, JsonObject.Builder out) {
        Speed.Range tg = c.speed().tg();
        out.put("verdict", c.verdict().id())
                .put("n_ctx", c.options().nCtx())
                .put("n_gpu_layers", c.options().nGpuLayers())
                .put("layers", c.layers())
                .put("n_cpu_moe", c.options().nCpuMoe())
                .put("tg_tok_s", RangeJson.exact(tg.low(), tg.mid(), tg.high()))
                .put("recommended", c.recommended());
    }

    /**
     * Reads a question: {@code models}, texts, a machine, and {@code ctx}.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static FilesQuestion question(QuestionFields fields) {
        List<String> models = fields.texts("models");
        if (models.isEmpty()) {
            throw fields.wrong("models", "is missing, expected texts");
        }
        Optional<Integer> ctx = fields.tokens("ctx", 1).stream().boxed().findFirst();
        FilesQuestion question = new FilesQuestion(models, fields.hardware(), ctx);
        fields.done();
        return question;
    }
}
