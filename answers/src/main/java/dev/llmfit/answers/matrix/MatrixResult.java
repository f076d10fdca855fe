package dev.llmfit.answers.matrix;

import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.matrix.MachineCheck;
import java.util.ArrayList;
import java.util.List;

/**
 * One machine of a matrix with everything that was checked on it.
 *
 * @param check the machine against its expectation
 * @param expected its expectation as written
 * @param models the models that were checked on it
 */
public record MatrixResult(MachineCheck check, JsonObject expected, List<ModelResult> models) {
    public MatrixResult {
        models = List.copyOf(models);
    }

    /**
     * A model on a machine.
     *
     * @param model reference and file type
     * @param verdict verdict of the best launch, for example {@code full-gpu}
     * @param failures what differs from the expectation
     */
    public record ModelResult(String model, String verdict, List<String> failures) {
        public ModelResult {
            failures = List.copyOf(failures);
        }
    }

    /** Returns the id of the machine. */
    public String id() {
        return check.machine().id();
    }

    /** Returns everything that differs, one sentence each. */
    public List<String> failures() {
        List<String> all = new ArrayList<>(check.failures());
        models.forEach(m -> m.failures().forEach(f -> all.add(m.model() + ": " + f)));
        return all;
    }

    /** Returns whether anything was expected of it; else nothing was checked. */
    public boolean checked() {
        return !expected.members().isEmpty() || !models.isEmpty();
    }

    /** Returns whether nothing differs. */
    public boolean pass() {
        return failures().isEmpty();
    }
}
