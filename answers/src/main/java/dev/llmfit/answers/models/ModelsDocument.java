package dev.llmfit.answers.models;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.models.ModelsAnswer.Match;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.json.JsonObject;
import dev.llmfit.recommend.fit.WeightsPlace;
import dev.llmfit.recommend.quality.ModelQualities;
import dev.llmfit.recommend.quality.ModelQuality;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The document of models of the catalogue, schema {@code llmfit/models/1}. */
public final class ModelsDocument {
    private ModelsDocument() {}

    /**
     * Reads a question: {@code query}, a machine, {@code show} and {@code sort}.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static ModelsQuestion question(QuestionFields fields) {
        Set<ModelFilter> show = EnumSet.noneOf(ModelFilter.class);
        fields.texts("show").forEach(word -> show.add(filter(word, fields)));
        ModelsQuestion question = new ModelsQuestion(
                fields.text("query").orElse(""),
                fields.hardware(),
                show,
                fields.choice("sort", List.of(ModelOrder.values())).orElse(ModelOrder.RANK));
        fields.done();
        return question;
    }

    private static ModelFilter filter(String word, QuestionFields fields) {
        return Stream.of(ModelFilter.values())
                .filter(f -> f.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> fields.wrong("show", "holds '" + word + "', expected some of " + filters()));
    }

    private static String filters() {
        return Stream.of(ModelFilter.values()).map(ModelFilter::id).collect(Collectors.joining(", "));
    }

    /** Returns the document. */
    public static JsonObject of(ModelsAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/models/1")
                .put("query", answer.query())
                .putOrNull("machine", answer.machine())
                .put("show", answer.show().stream().map(ModelFilter::id).toList())
                .put("sort", answer.sort().id())
                .put(
                        "models",
                        answer.models().stream().map(ModelsDocument::match).toList())
                .build();
    }

    private static JsonObject match(Match match) {
        return summary(match.summary()).toBuilder()
                .putOrNull("weights_fit", match.place().map(WeightsPlace::id))
                .build();
    }

    /** Returns what lists show of a model. */
    static JsonObject summary(ModelSummary model) {
        return JsonObject.builder()
                .put("id", model.id())
                .put("name", model.name())
                .put("family", model.family())
                .put("architecture", model.architecture())
                .put("parameters", model.parameters())
                .put("parameters_active", model.parametersActive())
                .put("n_layer", model.nLayer())
                .put("n_ctx_train", model.nCtxTrain())
                .put("licence", model.licence())
                .put("release", model.release())
                .put("modalities", model.modalities())
                .put("purposes", model.purposes())
                .put("quality", quality(model))
                .put("ollama", model.ollama())
                .put("hf_repo", model.hfRepository())
                .put("gguf_repos", model.ggufRepositories())
                .put("confidence", model.confidence().name().toLowerCase(Locale.ROOT))
                .put("file_type", model.usual().fileType())
                .put("file_type_source", model.usual().source().id())
                .putOrNull("tensor_bytes", model.usual().tensorBytes())
                .putOrNull("q4_k_m_bytes", model.q4KmBytes())
                .build();
    }

    private static JsonObject quality(ModelSummary model) {
        JsonObject.Builder all = JsonObject.builder();
        ModelQualities.of(model).forEach((skill, quality) -> all.put(skill.id(), quality(quality)));
        return all.build();
    }

    private static JsonObject quality(ModelQuality quality) {
        return JsonObject.builder()
                .put("value", quality.value())
                .put("se", quality.se())
                .put("benchmarks", quality.benchmarks())
                .put("sources", quality.sources())
                .build();
    }
}
