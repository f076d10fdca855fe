package dev.llmfit.answers.bench;

import dev.llmfit.answers.bench.BenchAnswer.FailedBatch;
import dev.llmfit.answers.bench.BenchAnswer.Measured;
import dev.llmfit.answers.fields.MeantModelJson;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.fields.RangeJson;
import dev.llmfit.answers.measure.MeasureFields;
import dev.llmfit.answers.measure.StoredSpeedsJson;
import dev.llmfit.engine.Workload;
import dev.llmfit.engine.store.StoredMeasurement;
import dev.llmfit.engine.verify.ExpectedSpeed;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/** The document of measured speeds, schema {@code llmfit/bench/1}, and the question for it. */
public final class BenchDocument {
    private BenchDocument() {}

    /**
     * Reads a question: {@code model}, a launch, {@code ubatches}, {@code n_prompt}, {@code n_gen} and {@code n_depth} as lists,
     * {@code repetitions}, {@code seconds}, and how the engine is used.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static BenchQuestion question(QuestionFields fields) {
        List<Workload> workloads = BenchQuestion.workloads(
                wholes(fields, "n_prompt", BenchQuestion.USUAL_PROMPT),
                wholes(fields, "n_gen", BenchQuestion.USUAL_GENERATION),
                wholes(fields, "n_depth", 0));
        if (workloads.isEmpty()) {
            throw fields.wrong("n_gen", "is 0 and so is n_prompt, expected something to time");
        }
        int seconds = Math.toIntExact(BenchQuestion.USUAL_TIME.toSeconds());
        BenchQuestion question = new BenchQuestion(
                fields.text("model"),
                MeasureFields.launch(fields),
                fields.wholes("ubatches", 1),
                workloads,
                fields.whole("repetitions", 1, BenchQuestion.USUAL_REPETITIONS),
                Duration.ofSeconds(fields.whole("seconds", 1, seconds)),
                MeasureFields.use(fields));
        fields.done();
        return question;
    }

    private static List<Integer> wholes(QuestionFields fields, String name, int absent) {
        List<Integer> given = fields.wholes(name, 0);
        return given.isEmpty() ? List.of(absent) : given;
    }

    /** Returns the document: the first measurement whole, those of other batches in {@code also}. */
    public static JsonObject of(BenchAnswer answer) {
        JsonObject only = measurement(answer.measured().getFirst());
        JsonObject first = answer.chosen()
                .map(said -> only.toBuilder().put("chosen", said).build())
                .orElse(only);
        if (answer.measured().size() + answer.failed().size() == 1) {
            return first;
        }
        return first.toBuilder()
                .put(
                        "also",
                        answer.measured().stream()
                                .skip(1)
                                .map(BenchDocument::measurement)
                                .toList())
                .put(
                        "failed",
                        answer.failed().stream().map(FailedBatch::sentence).toList())
                .build();
    }

    /** Returns the measurements to share, one a line, each as it is stored. */
    public static List<String> shared(BenchAnswer answer) {
        return answer.measured().stream()
                .map(BenchDocument::line)
                .map(Json::compact)
                .toList();
    }

    /** Returns a measurement as it is stored. */
    static JsonObject line(Measured m) {
        JsonObject line = StoredMeasurement.document(
                m.time(), m.hardware(), m.model(), m.phantom().isPresent(), m.launch(), m.load(), m.result());
        return m.formula().map(said -> said.in(line)).orElse(line);
    }

    private static JsonObject measurement(Measured measured) {
        JsonObject.Builder document = JsonObject.builder()
                .put("schema", "llmfit/bench/1")
                .put("engine", measured.result().engine().title());
        line(measured).members().forEach((name, value) -> {
            if (name.equals("engine")) {
                document.put("ran_on", value);
            } else if (name.equals("model")
                    && value instanceof JsonObject stored
                    && measured.meant().isPresent()) {
                document.put(
                        name,
                        MeantModelJson.put(stored.toBuilder(), measured.meant().get())
                                .build());
            } else if (!name.equals("schema")) {
                document.put(name, value);
            }
        });
        if (!measured.expected().isEmpty()) {
            JsonObject.Builder expected = JsonObject.builder();
            new TreeMap<>(measured.expected()).forEach((label, speed) -> expected.put(label, expected(speed)));
            document.put("expected", expected.build());
        }
        return document.put("stored", StoredSpeedsJson.of(measured.stored())).build();
    }

    private static JsonObject expected(ExpectedSpeed speed) {
        return RangeJson.exact(speed.low(), speed.mid(), speed.high()).toBuilder()
                .put("basis", speed.basis())
                .build();
    }
}
