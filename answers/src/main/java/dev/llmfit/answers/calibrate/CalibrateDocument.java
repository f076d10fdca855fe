package dev.llmfit.answers.calibrate;

import dev.llmfit.answers.calibrate.CalibrateAnswer.FailedPhantom;
import dev.llmfit.answers.calibrate.CalibrateAnswer.Reading;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.measure.MeasureFields;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.store.StoredMeasurement;
import dev.llmfit.json.JsonObject;
import java.time.Duration;

/** The document of a calibration, schema {@code llmfit/calibration/1}, and the question for it. */
public final class CalibrateDocument {
    private CalibrateDocument() {}

    /**
     * Reads a question: how the engine is used, {@code threads}, {@code seconds}, and {@code force}.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static CalibrateQuestion question(QuestionFields fields) {
        CalibrateQuestion question = new CalibrateQuestion(
                MeasureFields.use(fields),
                fields.whole("threads", 1),
                Duration.ofSeconds(
                        fields.whole("seconds", 1, Math.toIntExact(CalibrateQuestion.USUAL_TIME.toSeconds()))),
                fields.truth("force", false));
        fields.done();
        return question;
    }

    /** Returns the document. */
    public static JsonObject of(CalibrateAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/calibration/1")
                .put("engine", answer.engine().title())
                .put(
                        "measurements",
                        answer.readings().stream()
                                .map(r -> line(r, answer.load()))
                                .toList())
                .put(
                        "failures",
                        answer.failures().stream().map(FailedPhantom::sentence).toList())
                .put(
                        "compared",
                        answer.readings().stream()
                                .map(CalibrateDocument::compared)
                                .toList())
                .put("factors", factors(answer.changed()))
                .putIfPresent("link_bytes_s", answer.changed().linkBandwidth())
                .put(
                        "examples",
                        answer.changed().examples().stream()
                                .map(CalibrateDocument::example)
                                .toList())
                .put("insisted", answer.insisted())
                .put("stored", answer.stored().readings())
                .put("not_kept", answer.stored().reasons())
                .build();
    }

    private static JsonObject factors(CalibrateAnswer.Changed changed) {
        JsonObject.Builder factors = JsonObject.builder();
        changed.factors().forEach(factors::put);
        return factors.build();
    }

    private static JsonObject compared(Reading reading) {
        return JsonObject.builder()
                .put("phantom", reading.phantom())
                .put("before", predicted(reading.before()))
                .put("measured", predicted(new CalibrateAnswer.Predicted(reading.prompt(), reading.generation())))
                .put("after", predicted(reading.after()))
                .build();
    }

    private static JsonObject example(CalibrateAnswer.Example example) {
        return JsonObject.builder()
                .put("model", example.model())
                .put("depth", example.depth())
                .put("before", predicted(example.before()))
                .put("after", predicted(example.after()))
                .build();
    }

    private static JsonObject predicted(CalibrateAnswer.Predicted speeds) {
        return JsonObject.builder()
                .putIfPresent("pp_tok_s", speeds.prompt())
                .putIfPresent("tg_tok_s", speeds.generation())
                .build();
    }

    /** Returns a reading as it is stored. */
    static JsonObject line(Reading reading, MachineLoad load) {
        JsonObject measurement = StoredMeasurement.document(
                reading.time(), reading.hardware(), reading.model(), true, reading.launch(), load, reading.result());
        JsonObject calibration = StoredMeasurement.calibration(measurement, load);
        return reading.formula().in(calibration);
    }
}
