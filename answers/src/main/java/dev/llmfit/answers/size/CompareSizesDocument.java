package dev.llmfit.answers.size;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.size.CompareSizesAnswer.Pair;
import dev.llmfit.json.JsonObject;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.units.Bytes;
import java.util.function.Function;

/**
 * The document of two launches, schema {@code llmfit/size-vs/2}, and the question for it: both as {@code llmfit/size/2}, and B
 * less A in bytes.
 */
public final class CompareSizesDocument {
    private CompareSizesDocument() {}

    /** Returns the document. */
    public static JsonObject of(CompareSizesAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/size-vs/2")
                .put("engine", answer.a().build().toString())
                .put("a", SizeDocument.of(answer.a()))
                .put("b", SizeDocument.of(answer.b()))
                .put(
                        "difference",
                        JsonObject.builder()
                                .put("devices", SizeDocument.array(answer.devices(), CompareSizesDocument::difference))
                                .put("host", difference(answer.host()))
                                .putOrNull("tg_times", answer.times(SpeedEstimate::tg))
                                .putOrNull("pp_times", answer.times(SpeedEstimate::pp))
                                .build())
                .put(
                        "fits",
                        JsonObject.builder()
                                .put("a", answer.a().fits())
                                .put("b", answer.b().fits())
                                .build())
                .build();
    }

    private static JsonObject difference(Pair pair) {
        return JsonObject.builder()
                .put("name", pair.name())
                .put("weights", less(pair, DeviceUse::weights))
                .put("context", less(pair, DeviceUse::context))
                .put("compute", less(pair, DeviceUse::compute))
                .put("total", less(pair, DeviceUse::total))
                .build();
    }

    private static long less(Pair pair, Function<DeviceUse, Bytes> part) {
        return pair.b().map(part).orElse(Bytes.ZERO).count()
                - pair.a().map(part).orElse(Bytes.ZERO).count();
    }

    /**
     * Reads a question: {@code a} and {@code b}, each the fields of {@link SizeDocument#question}.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static CompareSizesQuestion question(QuestionFields fields) {
        CompareSizesQuestion question = new CompareSizesQuestion(launch(fields, "a"), launch(fields, "b"));
        fields.done();
        return question;
    }

    private static SizeQuestion launch(QuestionFields fields, String name) {
        return SizeDocument.read(
                fields.part(name).orElseThrow(() -> fields.wrong(name, "is missing, expected a launch")));
    }
}
