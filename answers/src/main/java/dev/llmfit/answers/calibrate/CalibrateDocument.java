package dev.llmfit.answers.calibrate;

import dev.llmfit.answers.calibrate.CalibrateAnswer.FailedPhantom;
import dev.llmfit.answers.calibrate.CalibrateAnswer.Reading;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.measure.MeasureFields;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.store.StoredMeasurement;
import dev.llmfit.json.JsonObject;

/** The document of a calibration, schema {@code llmfit/calibration/1}, and the question for it. */
public final class CalibrateDocument {
    private CalibrateDocument() {}

    /**
     * Reads a question: how the engine is used, and {@code force}.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static CalibrateQuestion question(QuestionFields fields) {
        CalibrateQuestion question = new CalibrateQuestion(MeasureFields.use(fields), fields.truth("force", false));
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
                .put("stored", answer.stored().readings())
                .put("not_kept", answer.stored().reasons())
                .build();
    }

    /** Returns a reading as it is stored. */
    static JsonObject line(Reading reading, MachineLoad load) {
        JsonObject measurement = StoredMeasurement.document(
                reading.time(), reading.hardware(), reading.model(), true, reading.launch(), load, reading.result());
        JsonObject predicted = JsonObject.builder()
                .putIfPresent("pp_tok_s", reading.predicted().prompt())
                .putIfPresent("tg_tok_s", reading.predicted().generation())
                .build();
        return StoredMeasurement.calibration(measurement, reading.type(), reading.work()).toBuilder()
                .put("predicted", predicted)
                .build();
    }
}
