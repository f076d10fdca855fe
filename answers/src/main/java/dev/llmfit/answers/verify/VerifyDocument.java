package dev.llmfit.answers.verify;

import dev.llmfit.answers.fields.MeantModelJson;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.measure.MeasureFields;
import dev.llmfit.answers.measure.PhantomSize;
import dev.llmfit.answers.measure.StoredSpeedsJson;
import dev.llmfit.engine.log.MeasuredBuffer;
import dev.llmfit.engine.store.LaunchJson;
import dev.llmfit.engine.store.StoredMeasurement;
import dev.llmfit.engine.verify.Comparison;
import dev.llmfit.gguf.phantom.ShrunkModel;
import dev.llmfit.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** The document of predictions beside measurements, schema {@code llmfit/verify/1}, and the question for it. */
public final class VerifyDocument {
    private VerifyDocument() {}

    /**
     * Reads a question: {@code model}, a launch, {@code tolerance} in percent, {@code speed}, {@code shrink},
     * {@code assume_bandwidth} in GB/s, and how the engine is used.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static VerifyQuestion question(QuestionFields fields) {
        VerifyQuestion question = new VerifyQuestion(
                fields.requiredText("model"),
                MeasureFields.launch(fields),
                VerifyQuestion.tolerance(fields.number("tolerance", 0).orElse(VerifyQuestion.USUAL_TOLERANCE)),
                fields.truth("speed", true),
                fields.truth("shrink", false),
                fields.number("assume_bandwidth", VerifyQuestion.LEAST_BANDWIDTH),
                MeasureFields.use(fields));
        fields.done();
        return question;
    }

    /** Returns the document. */
    public static JsonObject of(VerifyAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/verify/1")
                .put("engine", answer.build().toString())
                .put("model", model(answer))
                .put("ran_on", StoredMeasurement.engine(answer.engine()))
                .put("options", LaunchJson.of(answer.launch()))
                .put("n_ctx", answer.nCtx())
                .put(
                        "comparisons",
                        answer.comparisons().stream()
                                .map(VerifyDocument::comparison)
                                .toList())
                .put(
                        "buffers",
                        answer.buffers().stream().map(VerifyDocument::buffer).toList())
                .put(
                        "results",
                        answer.speed()
                                .map(b -> b.readings().stream()
                                        .map(StoredMeasurement::reading)
                                        .toList())
                                .orElse(List.of()))
                .put(
                        "lessons",
                        answer.lessons().stream().map(VerifyDocument::lesson).toList())
                .put("notes", answer.notes())
                .put("stored", StoredSpeedsJson.of(answer.stored()))
                .put("passed", answer.passed())
                .build();
    }

    private static JsonObject model(VerifyAnswer answer) {
        return MeantModelJson.put(JsonObject.builder(), answer.meant())
                .put("name", answer.model().name())
                .put("architecture", answer.model().architecture())
                .put("tensor_bytes", answer.model().tensorBytes())
                .put("phantom", answer.phantom().isPresent())
                .putOrNull("phantom_file_bytes", answer.phantom().map(PhantomSize::onPaper))
                .putOrNull("phantom_written_bytes", answer.phantom().map(PhantomSize::written))
                .putOrNull("shrunk", answer.shrunk().map(VerifyDocument::shrunk))
                .build();
    }

    private static JsonObject shrunk(ShrunkModel left) {
        return JsonObject.builder()
                .put("layers", left.layers())
                .put("of_layers", left.ofLayers())
                .put("experts", left.experts())
                .put("of_experts", left.ofExperts())
                .build();
    }

    private static JsonObject comparison(Comparison c) {
        boolean speed = c.quantity() == Comparison.Quantity.SPEED;
        return JsonObject.builder()
                .put("name", c.name())
                .put("quantity", lower(c.quantity()))
                .put("unit", speed ? "tok/s" : "bytes")
                .putOrNull("predicted", number(c.predicted(), speed))
                .putOrNull("low", number(c.low(), speed))
                .putOrNull("high", number(c.high(), speed))
                .putOrNull("measured", number(c.measured(), speed))
                .put("difference", c.relativeDifference())
                .put("inside", c.inside())
                .build();
    }

    private static Number number(double value, boolean speed) {
        if (speed) {
            return value;
        }
        return Math.round(value);
    }

    private static JsonObject buffer(MeasuredBuffer b) {
        return JsonObject.builder()
                .put("buffer", b.buffer())
                .put("kind", lower(b.kind()))
                .put("bytes", b.size())
                .build();
    }

    private static JsonObject lesson(VerifyAnswer.Lesson lesson) {
        return JsonObject.builder()
                .put("model", lesson.model().name())
                .put("options", LaunchJson.of(lesson.launch()))
                .put("reason", lesson.reason())
                .build();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
