package dev.llmfit.render.models;

import dev.llmfit.answers.models.ModelAnswer;
import dev.llmfit.answers.models.ModelAnswer.Listed;
import dev.llmfit.answers.models.ModelAnswer.Shape;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.published.PublishedFile;
import dev.llmfit.gguf.published.PublishedShape.Basis;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.reference.ResolvedModel.FromCatalogue;
import dev.llmfit.gguf.reference.ResolvedModel.FromFile;
import dev.llmfit.gguf.reference.ResolvedModel.FromListing;
import dev.llmfit.gguf.reference.ResolvedModel.FromServer;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.KnowledgeFiles;
import dev.llmfit.units.NextStep.Ask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** One model for people: the facts, one a line. */
public final class ModelText {
    /** Bytes of a weight in F16. */
    private static final long F16_BYTES = 2;

    private final ModelAnswer answer;
    private final FactLines facts = new FactLines();

    private ModelText(ModelAnswer answer) {
        this.answer = answer;
    }

    /** Writes the facts. */
    public static void print(ModelAnswer answer, Page page) {
        new ModelText(answer).print(page);
    }

    private void print(Page page) {
        String heading = answer.meant().heading();
        page.paragraph(
                "",
                page.bold(answer.listed()
                        .map(listed -> listed.summary().name() + " · " + heading)
                        .orElse(heading)));
        answer.meant().taken().ifPresent(taken -> page.paragraph("Note: ", taken));
        answer.listed().map(Listed::summary).ifPresent(this::catalogueRows);
        answer.listed().ifPresent(listed -> SamplingText.rows(listed, facts));
        shapeRows(answer.shape());
        originRow();
        facts.row("file type", answer.meant().typeAndSource());
        tensorRows(answer.shape());
        facts.print(page);
        files(page);
        answer.listed().map(Listed::summary).ifPresent(summary -> QualityText.print(summary, page));
        BenchmarksText.print(answer.benchmarks(), page);
        page.line("");
        page.command("", page.say(new Ask("quants").and("model", reference())), "every file type, exact");
    }

    private void files(Page page) {
        if (answer.published().isEmpty()) {
            return;
        }
        page.line("");
        Table files = new Table().left("file type").right("GiB").right("parts").left("file");
        for (PublishedFile file : answer.published()) {
            files.row(
                    file.label().map(TypeLabel::text).orElse(""),
                    file.bytes().isPresent() ? Numbers.gib(file.bytes().getAsLong()) : "",
                    String.valueOf(file.parts()),
                    file.path());
        }
        page.table(files);
    }

    private String reference() {
        return answer.origin() instanceof FromFile file
                ? file.path().toString()
                : answer.listed()
                        .map(Listed::summary)
                        .map(ModelSummary::shownName)
                        .orElse(answer.meant().name());
    }

    private void catalogueRows(ModelSummary summary) {
        facts.row("family", summary.family());
        facts.row("for", String.join(", ", summary.purposes()) + " · " + String.join(", ", summary.modalities()));
        facts.row("released", summary.release());
        facts.row("licence", summary.licence());
        facts.row("names", String.join(", ", names(summary)));
        if (!summary.hfRepository().isEmpty()) {
            facts.row("weights from", summary.hfRepository());
        }
        if (!summary.ggufRepositories().isEmpty()) {
            facts.row("GGUF files", String.join(", ", summary.ggufRepositories()));
        }
        facts.row("known as of", KnowledgeFiles.version().toString());
        facts.row(
                "shape proved",
                switch (summary.confidence()) {
                    case VERIFIED -> "yes, the computed number of weights is the published one";
                    case UNVERIFIED -> "no, there is no exact published number of weights, or it differs";
                    case USER -> "no, the entry is the user's own";
                });
    }

    private static List<String> names(ModelSummary summary) {
        List<String> names = new ArrayList<>(summary.ollama());
        names.add(summary.id());
        return names;
    }

    private void shapeRows(Shape shape) {
        facts.row("architecture", shape.architecture());
        facts.row("weights", weights(shape));
        answer.listed().map(Listed::projectorParameters).ifPresent(number -> number.ifPresent(this::projectorRow));
        facts.row(
                "layers",
                shape.nLayer() + " · width " + Numbers.grouped(shape.nEmbd()) + " · vocabulary "
                        + Numbers.grouped(shape.nVocab()));
        facts.row("trained for", Numbers.grouped(shape.nCtxTrain()) + " tokens");
        shape.cache()
                .ifPresent(cache -> facts.row(
                        "KV cache",
                        String.format(
                                Locale.ROOT,
                                "%.1f KiB a token at f16, over %d of %d layers",
                                cache.perToken().count() / 1024.0,
                                cache.layers(),
                                shape.nLayer())));
        if (shape.nExpert() > 0) {
            facts.row("experts", shape.nExpert() + ", " + shape.nExpertUsed() + " used for a token");
        }
    }

    private void projectorRow(long parameters) {
        facts.row(
                "projector",
                Numbers.weights(parameters) + " weights in a file of its own (mmproj), about "
                        + Numbers.gib(parameters * F16_BYTES) + " GiB as F16");
    }

    private String weights(Shape shape) {
        Optional<ModelSummary> mixture = answer.listed().map(Listed::summary).filter(ModelSummary::isMixtureOfExperts);
        return Numbers.weights(shape.elements())
                + mixture.map(s -> ", " + Numbers.weights(s.parametersActive()) + " used for a token")
                        .orElse("");
    }

    private void originRow() {
        switch (answer.origin()) {
            case FromCatalogue c -> {}
            case FromFile f ->
                facts.row(
                        "file",
                        f.path() + " · " + Numbers.gib(f.fileBytes()) + " GiB"
                                + (f.fullBytes() > f.fileBytes()
                                        ? ", of " + Numbers.gib(f.fullBytes()) + " GiB with its data"
                                        : ""));
            case FromServer s -> facts.row("file", s.address() + " · " + Numbers.gib(s.fileBytes()) + " GiB");
            case FromListing l ->
                facts.row(
                        "file",
                        l.repository().map(r -> r + ":").orElse("") + l.shape().label() + " · "
                                + Numbers.gib(l.shape().fileBytes().count()) + " GiB"
                                + (l.shape().basis() == Basis.FITTED ? ", tensors fitted to that size" : ""));
        }
    }

    private void tensorRows(Shape shape) {
        if (answer.origin() instanceof FromCatalogue) {
            facts.row(
                    "tensors",
                    answer.sizes().stream()
                            .map(size -> size.fileType() + " "
                                    + Numbers.gib(size.bytes().count()) + " GiB")
                            .collect(Collectors.joining(" · ")));
            return;
        }
        facts.row(
                "tensors",
                shape.tensors() + ": "
                        + shape.tensorTypes().entrySet().stream()
                                .map(type -> type.getValue() + " " + type.getKey())
                                .collect(Collectors.joining(", ")));
        facts.row("tensor size", logged(shape.tensorBytes()) + bitsPerWeight(shape));
    }

    /** Returns a size in the units of llama.cpp's own log. */
    private static String logged(Bytes bytes) {
        return bytes.gib() >= 1
                ? String.format(Locale.ROOT, "%.2f GiB", bytes.gib())
                : String.format(Locale.ROOT, "%.2f MiB", bytes.mib());
    }

    private static String bitsPerWeight(Shape shape) {
        return String.format(
                Locale.ROOT, ", %.2f bits a weight", 8.0 * shape.tensorBytes().count() / shape.elements());
    }
}
