package dev.llmfit.answers.matrix;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.machine.MachineJson;
import dev.llmfit.answers.matrix.MatrixResult.ModelResult;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.Budget;

/** The document of a matrix, schema {@code llmfit/matrix/1}. */
public final class MatrixDocument {
    /** Sizes are written with two decimals. */
    private static final double ROUNDING = 100.0;

    private MatrixDocument() {}

    /**
     * Reads a question: {@code yaml} and, for messages, its {@code source}.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static MatrixQuestion question(QuestionFields fields) {
        MatrixQuestion question =
                new MatrixQuestion(fields.text("source").orElse("question"), fields.requiredText("yaml"));
        fields.done();
        return question;
    }

    /** Returns the document. */
    public static JsonObject of(MatrixAnswer answer) {
        JsonObject.Builder document = JsonObject.builder()
                .put("schema", "llmfit/matrix/1")
                .put(
                        "machines",
                        answer.machines().stream().map(MatrixDocument::machine).toList())
                .put("passed", answer.passed())
                .put("failed", answer.failed());
        if (answer.checked() < answer.machines().size()) {
            document.put("unchecked", answer.machines().size() - answer.checked());
        }
        if (!answer.notes().isEmpty()) {
            document.put("notes", answer.notes());
        }
        return document.build();
    }

    /** Returns the document with what changed since an older one. */
    public static JsonObject withChanges(MatrixAnswer answer, MatrixDifference difference) {
        return of(answer).toBuilder().put("changes", difference.document()).build();
    }

    private static JsonObject machine(MatrixResult result) {
        Budget budget = result.check().budget();
        JsonObject.Builder machine = JsonObject.builder()
                .put("id", result.id())
                .put("gpu_capacity_gib", rounded(budget.gpuCapacity().gib()))
                .put("gpu_budget_now_gib", rounded(budget.gpuNow().gib()))
                .put("host_budget_now_gib", rounded(budget.hostNow().gib()))
                .putOrNull("primary_gpu", result.check().primaryGpu())
                .put("backend", result.check().backend())
                .put("threads", result.check().machine().cpu().threads())
                .put("gpu_count", result.check().machine().devices().size())
                .put("warnings", MachineJson.warnings(result.check().machine().warnings()))
                .put("expect", result.expected());
        if (!result.models().isEmpty()) {
            machine.put(
                    "models",
                    result.models().stream().map(MatrixDocument::model).toList());
        }
        if (!result.checked()) {
            machine.put("checked", false);
        }
        return machine.put("pass", result.pass())
                .put("failures", result.failures())
                .build();
    }

    private static JsonObject model(ModelResult result) {
        return JsonObject.builder()
                .put("model", result.model())
                .put("verdict", result.verdict())
                .put("pass", result.failures().isEmpty())
                .put("failures", result.failures())
                .build();
    }

    private static double rounded(double gib) {
        return Math.round(gib * ROUNDING) / ROUNDING;
    }
}
