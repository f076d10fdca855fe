package dev.llmfit.answers.transfer;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.engine.store.MeasurementStore;
import dev.llmfit.json.JsonObject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The document of measurements that came in or went out, schema {@code llmfit/bench-transfer/1}, and the question for it. */
public final class TransferDocument {
    private TransferDocument() {}

    /**
     * Reads a question: {@code import} and {@code export}, paths of files, or {@code text} that is pasted; one of them at least. {@code
     * model} is what all of them are of, where they do not say so.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static TransferQuestion question(QuestionFields fields) {
        Optional<Path> source = path(fields, "import");
        Optional<Path> target = path(fields, "export");
        Optional<String> pasted = fields.text("text");
        Optional<String> model = fields.text("model");
        if (source.isEmpty() && pasted.isEmpty() && target.isEmpty()) {
            throw fields.wrong("import", "is missing and so is export, expected a file");
        }
        fields.done();
        return new TransferQuestion(source, pasted, model, target);
    }

    private static Optional<Path> path(QuestionFields fields, String name) {
        return fields.text(name).map(text -> {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw fields.wrong(name, "is no path: " + e.getReason());
            }
        });
    }

    /** Returns the document. */
    public static JsonObject of(TransferAnswer answer) {
        JsonObject.Builder document = JsonObject.builder().put("schema", "llmfit/bench-transfer/1");
        answer.imported()
                .ifPresent(done -> document.put("added", done.added())
                        .put("known", done.known())
                        .put(
                                "refused",
                                done.refused().stream()
                                        .map(TransferDocument::refused)
                                        .toList()));
        answer.written().ifPresent(written -> document.put("written", written.measurements()));
        if (!answer.notes().isEmpty()) {
            document.put("notes", answer.notes());
        }
        return document.build();
    }

    private static JsonObject refused(MeasurementStore.Refused line) {
        return JsonObject.builder()
                .put("line", line.line())
                .put("reason", line.reason())
                .build();
    }
}
