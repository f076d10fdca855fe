package dev.llmfit.answers.size;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.JsonObject;
import dev.llmfit.sizing.Explanation.Cache;
import dev.llmfit.sizing.Explanation.Item;
import dev.llmfit.sizing.Explanation.Peak;
import dev.llmfit.sizing.Explanation.Saving;

/** The document of where the memory of a launch goes, schema {@code llmfit/explain/1}, and the question for it. */
public final class ExplainDocument {
    private ExplainDocument() {}

    /** Returns the document. */
    public static JsonObject of(ExplainAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/explain/1")
                .put("engine", answer.size().build().toString())
                .put("model", SizeDocument.model(answer.size()))
                .put("n_ctx", answer.size().estimate().nCtx())
                .put("largest_weights", SizeDocument.array(answer.why().largestWeights(), ExplainDocument::item))
                .put("caches", SizeDocument.array(answer.why().caches(), ExplainDocument::cache))
                .put("peaks", SizeDocument.array(answer.why().peaks(), ExplainDocument::peak))
                .put("savings", SizeDocument.array(answer.why().savings(), ExplainDocument::saving))
                .build();
    }

    private static JsonObject item(Item item) {
        return JsonObject.builder()
                .put("what", item.what())
                .put("place", item.place())
                .put("bytes", item.size())
                .build();
    }

    private static JsonObject cache(Cache cache) {
        return JsonObject.builder()
                .put("kind", cache.kind())
                .put("layers", cache.layers())
                .put("cells", cache.cells())
                .put("bytes", cache.size())
                .build();
    }

    private static JsonObject peak(Peak peak) {
        return JsonObject.builder()
                .put("place", peak.place())
                .put("planned", peak.planned())
                .put("in_use", peak.inUse())
                .put("during", peak.during())
                .put("largest", SizeDocument.array(peak.largest(), ExplainDocument::item))
                .build();
    }

    private static JsonObject saving(Saving saving) {
        return JsonObject.builder()
                .put("change", saving.change())
                .put("saved", saving.saved())
                .build();
    }

    /**
     * Reads a question: the fields of a launch, as {@link SizeDocument#question}.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static ExplainQuestion question(QuestionFields fields) {
        return new ExplainQuestion(SizeDocument.question(fields));
    }
}
