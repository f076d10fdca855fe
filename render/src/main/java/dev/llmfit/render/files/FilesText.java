package dev.llmfit.render.files;

import dev.llmfit.answers.files.FilesAnswer;
import dev.llmfit.answers.files.FilesAnswer.Row;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import dev.llmfit.render.recommend.CandidateCells;
import dev.llmfit.units.NextStep.Ask;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Several files as a table. */
public final class FilesText {
    private static final Map<String, String> MARKS =
            Map.of("●", "on the GPU", "◐", "partly in RAM", "○", "in RAM", "✗", "does not fit", "?", "not readable");

    private FilesText() {}

    /** Writes the table, why a file cannot be read, and what to ask of the first. */
    public static void print(FilesAnswer answer, Page page) {
        boolean gpu = !answer.machine().devices().isEmpty();
        Table table =
                new Table().mark("fits", MARKS).left("file").left("file type").right("GiB");
        if (gpu) {
            table.share("-ngl");
        }
        table.right("context").range("tok/s");
        for (Row row : answer.rows()) {
            table.row(cells(row, gpu));
        }
        page.table(table);
        page.line("");
        for (Row row : answer.rows()) {
            row.refused().ifPresent(why -> page.paragraph("Note    ", name(row.reference()) + ": " + why));
        }
        if (page.isDrawn()) {
            page.paragraph("", (gpu ? "● whole on the GPU · ◐ partly in RAM · " : "") + "○ in RAM · ✗ does not fit");
        }
        answer.rows().stream()
                .filter(Row::fits)
                .findFirst()
                .ifPresent(row -> page.paste("Next", page.say(new Ask("recommend").and("model", row.reference()))));
    }

    private static String[] cells(Row row, boolean gpu) {
        Optional<Candidate> launch = row.launch().filter(c -> row.fits());
        String size = row.meant()
                .map(m -> String.format(Locale.ROOT, "%.1f", m.fileBytes().gib()))
                .orElse("");
        String type = row.meant().flatMap(m -> m.fileType()).orElse("");
        List<String> start = List.of(mark(row), name(row.reference()), type, size);
        List<String> rest = List.of(
                launch.map(c -> String.format(Locale.ROOT, "%,d", c.options().nCtx()))
                        .orElse(""),
                launch.map(c -> range(c)).orElse(""));
        String layers =
                launch.map(c -> c.options().nGpuLayers() + "/" + c.layers()).orElse("");
        List<String> middle = gpu ? List.of(layers) : List.of();
        return Stream.of(start, middle, rest).flatMap(List::stream).toArray(String[]::new);
    }

    private static String range(Candidate c) {
        double mid = c.speed().tg().mid();
        return String.format(
                Locale.ROOT,
                mid < 10 ? "%,.1f – %,.1f" : "%,.0f – %,.0f",
                c.speed().tg().low(),
                c.speed().tg().high());
    }

    private static String mark(Row row) {
        Verdict verdict = row.launch().map(Candidate::verdict).orElse(Verdict.NO_FIT);
        return verdict == Verdict.NO_FIT && row.refused().isPresent() ? "?" : CandidateCells.mark(verdict);
    }

    /** Returns the name of a file without its folder, and any other reference as it is. */
    private static String name(String reference) {
        if (!reference.endsWith(".gguf")) {
            return reference;
        }
        try {
            return String.valueOf(Path.of(reference).getFileName());
        } catch (InvalidPathException e) {
            return reference; // it was asked for so, and is told so
        }
    }
}
