package dev.llmfit.answers.quants;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.fields.MeantModelJson;
import dev.llmfit.answers.fields.ModelFields;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.quants.QuantsAnswer.FileRow;
import dev.llmfit.answers.quants.QuantsAnswer.Place;
import dev.llmfit.answers.quants.QuantsAnswer.Published;
import dev.llmfit.answers.quants.QuantsAnswer.RepositoryFiles;
import dev.llmfit.answers.quants.QuantsAnswer.Subject;
import dev.llmfit.answers.recommend.CandidateDocument;
import dev.llmfit.gguf.published.ListingSource;
import dev.llmfit.gguf.published.RepositoryListing;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.QuantSummary;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.fit.FileTypeFit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The document of all file types of a model, schema {@code llmfit/quants/1}, and the question for it. */
public final class QuantsDocument {
    /** Bits per weight are written with four decimals, as llama-quantize prints two. */
    private static final double ROUNDING = 1e4;

    private QuantsDocument() {}

    /** Returns the document. */
    public static JsonObject of(QuantsAnswer answer) {
        JsonObject.Builder document = JsonObject.builder()
                .put("schema", "llmfit/quants/1")
                .put("engine", answer.build().toString())
                .put("model", model(answer.model()))
                .put("imatrix", answer.imatrix() == Imatrix.PRESENT)
                .put("file_bytes_basis", answer.model().vocabulary() ? "exact" : "without vocabulary")
                .put(
                        "quants",
                        array(answer.rows().stream()
                                .map(row -> row(row, answer.publisher(row.fileType())))
                                .toList()));
        answer.place().ifPresent(place -> fits(document, place, answer.rows()));
        answer.published().ifPresent(published -> document.put("files", files(published)));
        if (!answer.repositories().isEmpty()) {
            document.put(
                    "repositories",
                    array(answer.repositories().stream()
                            .map(QuantsDocument::repository)
                            .toList()));
        }
        if (!answer.notes().isEmpty()) {
            document.put("notes", answer.notes());
        }
        return document.build();
    }

    private static JsonObject model(Subject model) {
        return MeantModelJson.put(JsonObject.builder(), model.meant())
                .put("name", model.name())
                .put("architecture", model.architecture())
                .put("tensor_bytes", model.tensorBytes())
                .build();
    }

    private static JsonObject repository(RepositoryFiles files) {
        return JsonObject.builder()
                .put("repository", files.repository())
                .put("listed", files.listing().isPresent())
                .putIfPresent(
                        "date",
                        files.listing().flatMap(RepositoryListing::source).map(ListingSource::date))
                .putIfPresent(
                        "source",
                        files.listing().flatMap(RepositoryListing::source).map(ListingSource::what))
                .build();
    }

    private static JsonObject row(QuantRow row, Optional<String> publisher) {
        QuantSummary summary = row.summary();
        JsonObject.Builder tensors = JsonObject.builder();
        summary.tensors().forEach((type, count) -> tensors.put(type.name(), count));
        return JsonObject.builder()
                .put("file_type", summary.fileType())
                .put("tensor_bytes", summary.tensorBytes())
                .put("file_bytes", summary.fileBytes())
                .put("bits_per_weight", rounded(summary.bitsPerWeight()))
                .put("tensors", tensors.build())
                .put("requires_imatrix", summary.requiresImatrix())
                .put("fallback_tensors", summary.fallbacks())
                .put("usual", row.usual())
                .put("quality", CandidateDocument.quality(row.quality()))
                .putIfPresent("repository", publisher)
                .build();
    }

    private static void fits(JsonObject.Builder document, Place place, List<QuantRow> rows) {
        document.put("machine", place.machine()).putIfPresent("sweet_spot", place.sweetSpot());
        JsonObject.Builder byType = JsonObject.builder();
        rows.stream()
                .sorted(Comparator.comparing(QuantRow::fileType))
                .forEach(row ->
                        row.fit().ifPresent(fit -> byType.put(row.fileType().name(), fit(row, fit))));
        document.put("fits", byType.build());
    }

    private static JsonObject fit(QuantRow row, FileTypeFit fit) {
        JsonObject.Builder out = JsonObject.builder()
                .putOrNull("n_gpu_layers", fit.nGpuLayers())
                .put("layers", fit.layers())
                .putOrNull("largest_ctx", fit.largestContext());
        row.launch().ifPresent(c -> out.put("launch", launch(c)));
        return out.build();
    }

    private static JsonObject launch(Candidate c) {
        return JsonObject.builder()
                .put("verdict", c.verdict().id())
                .put("n_gpu_layers", c.options().nGpuLayers())
                .put("n_cpu_moe", c.options().nCpuMoe())
                .put("n_ctx", c.options().nCtx())
                .put("tg_tok_s", CandidateDocument.range(c.speed().tg()))
                .build();
    }

    private static JsonArray files(Published published) {
        List<JsonValue> files = new ArrayList<>();
        for (FileRow file : published.files()) {
            files.add(JsonObject.builder()
                    .put("path", file.path())
                    .putIfPresent("file_type", file.label().map(TypeLabel::text))
                    .putIfPresent("file_bytes", file.bytes())
                    .putIfPresent("tensors", file.basis().map(basis -> switch (basis) {
                        case RECIPE -> "exact";
                        case FITTED -> "fitted";
                    }))
                    .put("parts", file.parts())
                    .put("bits_per_weight", rounded(file.bitsPerWeight()))
                    .build());
        }
        return new JsonArray(files);
    }

    /**
     * Reads a question: {@code gguf} or {@code model}, {@code imatrix}, {@code header_only} (true), and the machine; without a machine
     * only sizes are told.
     *
     * @throws RefusedException if it cannot be used
     */
    public static QuantsQuestion question(QuestionFields fields) {
        HardwareSelector machine = fields.hardware();
        QuantsQuestion question = new QuantsQuestion(
                ModelFields.read(fields),
                fields.truth("imatrix") ? Imatrix.PRESENT : Imatrix.ABSENT,
                fields.truth("header_only", true),
                machine.equals(HardwareSelector.THIS_MACHINE) ? Optional.empty() : Optional.of(machine));
        fields.done();
        return question;
    }

    private static JsonArray array(List<JsonObject> items) {
        return new JsonArray(List.copyOf(items));
    }

    private static double rounded(double bits) {
        return Math.round(bits * ROUNDING) / ROUNDING;
    }
}
