package dev.llmfit.answers.models;

import dev.llmfit.answers.fields.MeantModelJson;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.fields.SamplingJson;
import dev.llmfit.answers.models.ModelAnswer.Listed;
import dev.llmfit.answers.models.ModelAnswer.Shape;
import dev.llmfit.answers.models.ModelAnswer.TypeSize;
import dev.llmfit.gguf.catalog.BenchmarkFigure;
import dev.llmfit.gguf.published.PublishedFile;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.reference.ResolvedModel.FromCatalogue;
import dev.llmfit.gguf.reference.ResolvedModel.FromFile;
import dev.llmfit.gguf.reference.ResolvedModel.FromListing;
import dev.llmfit.gguf.reference.ResolvedModel.FromServer;
import dev.llmfit.gguf.reference.ResolvedModel.Origin;
import dev.llmfit.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The document of one model, schema {@code llmfit/models-show/1}. */
public final class ModelDocument {
    private ModelDocument() {}

    /**
     * Reads a question: {@code model} and {@code header_only}.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static ModelQuestion question(QuestionFields fields) {
        ModelQuestion question = new ModelQuestion(fields.requiredText("model"), fields.truth("header_only"));
        fields.done();
        return question;
    }

    /** Returns the document. */
    public static JsonObject of(ModelAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/models-show/1")
                .put("reference", answer.meant().name())
                .put("model", MeantModelJson.of(answer.meant()))
                .put("origin", origin(answer.origin()))
                .putOrNull(
                        "file",
                        answer.origin() instanceof FromFile f
                                ? Optional.of(f.path().toString())
                                : Optional.empty())
                .putOrNull("file_type", answer.meant().fileType())
                .putOrNull("catalogue", answer.listed().map(Listed::summary).map(ModelsDocument::summary))
                .putOrNull("source", answer.listed().flatMap(Listed::source))
                .putOrNull(
                        "projector_parameters",
                        answer.listed().map(Listed::projectorParameters).orElse(OptionalLong.empty()))
                .putOrNull(
                        "published_parameters",
                        answer.listed().map(Listed::publishedParameters).orElse(OptionalLong.empty()))
                .putOrNull("sampling", answer.listed().flatMap(Listed::sampling).map(SamplingJson::of))
                .putOrNull(
                        "sampling_without_reasoning",
                        answer.listed()
                                .flatMap(Listed::samplingWithoutReasoning)
                                .map(SamplingJson::of))
                .put("shape", shape(answer.shape()))
                .put("tensor_bytes", sizes(answer.sizes()))
                .put(
                        "files",
                        answer.published().stream().map(ModelDocument::file).toList())
                .put(
                        "benchmarks",
                        answer.benchmarks().stream().map(ModelDocument::figure).toList())
                .build();
    }

    private static String origin(Origin origin) {
        return switch (origin) {
            case FromCatalogue c -> "catalogue";
            case FromFile f -> "file";
            case FromServer s -> "server";
            case FromListing l -> "listing";
        };
    }

    private static JsonObject shape(Shape shape) {
        JsonObject.Builder types = JsonObject.builder();
        shape.tensorTypes().forEach((type, count) -> types.put(type, count));
        return JsonObject.builder()
                .put("architecture", shape.architecture())
                .put("elements", shape.elements())
                .put("tensors", shape.tensors())
                .put("n_layer", shape.nLayer())
                .put("n_embd", shape.nEmbd())
                .put("n_vocab", shape.nVocab())
                .put("n_ctx_train", shape.nCtxTrain())
                .put("n_expert", shape.nExpert())
                .put("n_expert_used", shape.nExpertUsed())
                .put("tensor_types", types.build())
                .build();
    }

    private static JsonObject sizes(List<TypeSize> sizes) {
        JsonObject.Builder byType = JsonObject.builder();
        sizes.forEach(size -> byType.put(size.fileType(), size.bytes()));
        return byType.build();
    }

    private static JsonObject file(PublishedFile file) {
        return JsonObject.builder()
                .put("path", file.path())
                .putOrNull("file_type", file.label().map(TypeLabel::text))
                .putOrNull("bytes", file.bytes())
                .put("parts", file.parts())
                .build();
    }

    private static JsonObject figure(BenchmarkFigure figure) {
        return JsonObject.builder()
                .put("benchmark", figure.kind().id())
                .put("name", figure.kind().name())
                .put("topic", figure.kind().topic())
                .put("value", figure.value())
                .put("unit", figure.kind().unit())
                .put("better", figure.kind().better().name().toLowerCase(Locale.ROOT))
                .putOrNull("mode", figure.mode().map(mode -> switch (mode) {
                    case THINKING -> "thinking";
                    case NON_THINKING -> "non-thinking";
                }))
                .putOrNull("setting", Optional.of(figure.setting()).filter(s -> !s.isEmpty()))
                .put("name_at_source", figure.nameAtSource())
                .put("measured_by", figure.source().measuredBy().name().toLowerCase(Locale.ROOT))
                .put("source", figure.source().title())
                .put("date", figure.source().date())
                .put("address", figure.source().address())
                .build();
    }
}
