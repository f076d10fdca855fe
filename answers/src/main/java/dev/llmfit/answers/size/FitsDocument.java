package dev.llmfit.answers.size;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.size.FitsAnswer.Range;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.json.JsonObject;
import java.util.Optional;

/** The document of what fits of each option, schema {@code llmfit/fits/1}, and the question for it. */
public final class FitsDocument {
    private FitsDocument() {}

    /** Returns the document. */
    public static JsonObject of(FitsAnswer fits) {
        return JsonObject.builder()
                .put("schema", "llmfit/fits/1")
                .putOrNull("n_ctx_each", range(fits.ctx()))
                .putOrNull("n_gpu_layers", range(fits.layers()))
                .putOrNull("n_cpu_moe", range(fits.experts()))
                .putOrNull("n_parallel", range(fits.slots()))
                .put(
                        "cache_types",
                        fits.cache().stream().map(GgmlType::ggmlName).toList())
                .build();
    }

    private static Optional<JsonObject> range(Optional<Range> range) {
        return range.map(r -> JsonObject.builder()
                .put("least", r.least())
                .put("most", r.most())
                .build());
    }

    /**
     * Reads a question; its fields are those of one launch.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static FitsQuestion question(QuestionFields fields) {
        return new FitsQuestion(SizeDocument.question(fields));
    }
}
