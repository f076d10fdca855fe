package dev.llmfit.answers.models;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.models.LocalModelsAnswer.StoredModel;
import dev.llmfit.json.JsonObject;
import dev.llmfit.recommend.fit.WeightsPlace;
import java.nio.file.Path;
import java.util.Locale;

/** The document of models on this machine, schema {@code llmfit/models-local/1}. */
public final class LocalModelsDocument {
    private LocalModelsDocument() {}

    /**
     * Reads a question: {@code query}, {@code dir} and a machine.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static LocalModelsQuestion question(QuestionFields fields) {
        LocalModelsQuestion question =
                new LocalModelsQuestion(fields.text("query").orElse(""), fields.hardware(), fields.text("dir"));
        fields.done();
        return question;
    }

    /** Returns the document. */
    public static JsonObject of(LocalModelsAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/models-local/1")
                .putOrNull("machine", answer.machine())
                .putOrNull("dir", answer.dir().map(Path::toString))
                .put(
                        "models",
                        answer.models().stream()
                                .map(LocalModelsDocument::stored)
                                .toList())
                .build();
    }

    private static JsonObject stored(StoredModel stored) {
        return JsonObject.builder()
                .put("store", stored.model().store().name().toLowerCase(Locale.ROOT))
                .put("name", stored.model().name())
                .put("file_type", stored.fileType())
                .put("bytes", stored.model().bytes())
                .put(
                        "files",
                        stored.model().files().stream().map(Path::toString).toList())
                .putOrNull("projector", stored.model().projector().map(Path::toString))
                .put(
                        "adapters",
                        stored.model().adapters().stream().map(Path::toString).toList())
                .putOrNull("weights_fit", stored.place().map(WeightsPlace::id))
                .build();
    }
}
