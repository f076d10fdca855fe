package dev.llmfit.render.quants;

import dev.llmfit.answers.quants.QuantRow;
import dev.llmfit.answers.quants.QuantsAnswer;
import dev.llmfit.answers.quants.QuantsAnswer.FileRow;
import dev.llmfit.answers.quants.QuantsAnswer.Place;
import dev.llmfit.answers.quants.QuantsAnswer.Published;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.QuantSummary;
import dev.llmfit.recommend.fit.FileTypeFit;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import dev.llmfit.units.NextStep.Ask;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All file types of a model, or all files of a repository, for people. */
public final class QuantsText {
    /** Parameters are told in billions. */
    private static final double BILLION = 1e9;

    /** More tensor types than these would not fit into a row. */
    private static final int SHOWN_TYPES = 4;

    /** Dots of the best quality. */
    private static final int MOST_DOTS = 5;

    private QuantsText() {}

    /** Writes one row per file type, or per published file, smallest first. */
    public static void print(QuantsAnswer answer, Page page) {
        if (answer.published().isPresent()) {
            files(answer, answer.published().get(), page);
        } else {
            types(answer, page);
        }
    }

    private static void types(QuantsAnswer answer, Page page) {
        page.line(page.bold(answer.model().name()) + " · " + subject(answer)
                + " · sizes as llama-quantize b" + answer.build().number() + " writes them"
                + (answer.imatrix() == Imatrix.PRESENT ? " with an importance matrix" : ""));
        page.line("");
        Table lines = head().left("imatrix").left("tensors by type, F32 left out");
        for (QuantRow row : answer.rows()) {
            QuantSummary summary = row.summary();
            lines.row(
                    mark(answer.place().flatMap(Place::sweetSpot), Optional.of(row.fileType())),
                    row.fileType().name(),
                    number("%,.2f", summary.fileBytes() / (double) (1L << 30)),
                    number("%.2f", summary.bitsPerWeight()),
                    dots(row),
                    layers(answer, row),
                    context(row),
                    summary.requiresImatrix() ? "needed" : "",
                    mixture(summary));
        }
        lines.lines(page.columns()).forEach(page::line);
        page.line("");
        notes(answer, page);
        legend(answer, page);
        page.line("Fit     "
                + page.say(new Ask("recommend").and("model", answer.model().reference())));
    }

    private static void files(QuantsAnswer answer, Published published, Page page) {
        String repository = published.repository();
        int count = published.files().size();
        page.line(page.bold(repository) + " · " + subject(answer) + " · " + count + (count == 1 ? " file" : " files")
                + ", sizes as published");
        page.line("");
        Table lines = head().right("parts").left("file");
        for (FileRow file : published.files()) {
            Optional<QuantRow> row = file.fileType().flatMap(answer::row);
            lines.row(
                    mark(published.sweetSpot(), file.fileType()),
                    file.fileType().map(Enum::name).orElse("?"),
                    number("%,.2f", file.bytes().gib()),
                    number("%.2f", file.bitsPerWeight()),
                    row.map(QuantsText::dots).orElse(""),
                    row.map(r -> layers(answer, r)).orElse(file.fileType().isPresent() ? "no" : ""),
                    row.map(QuantsText::context).orElse(file.fileType().isPresent() ? "no" : ""),
                    Integer.toString(file.parts()),
                    file.path());
        }
        lines.lines(page.columns()).forEach(page::line);
        page.line("");
        legend(answer, page);
        String one = repository + ":" + FileType.Q4_K_M;
        page.line("Types   " + page.say(new Ask("quants").and("model", one))
                + "     every type that llama-quantize makes of it");
        page.line("Get     " + page.say(new Ask("models").and("action", "pull").and("model", one)));
    }

    private static String subject(QuantsAnswer answer) {
        return answer.model().architecture() + ", "
                + number("%,.2f", answer.model().parameters() / BILLION) + " B parameters";
    }

    private static String mark(Optional<FileType> sweetSpot, Optional<FileType> type) {
        return type.isPresent() && sweetSpot.equals(type) ? "▸" : "";
    }

    /** Writes what the columns of a machine mean. */
    private static void legend(QuantsAnswer answer, Page page) {
        answer.place().ifPresent(place -> {
            page.line("-ngl    layers on the GPU with " + number("%,.0f", FileTypeFit.CONTEXT) + " tokens on "
                    + place.machine() + (place.gpu() ? ", 1 GiB left on each GPU" : ", the system reserve left"));
            page.line("context the most tokens with the whole model " + (place.gpu() ? "there" : "in RAM")
                    + " and an F16 cache");
        });
    }

    private static String dots(QuantRow row) {
        return row.quality()
                .dots()
                .map(n -> "●".repeat(n) + "○".repeat(MOST_DOTS - n))
                .orElse("");
    }

    private static String layers(QuantsAnswer answer, QuantRow row) {
        if (row.fit().isEmpty() || row.fit().get().nGpuLayers().isEmpty()) {
            return "no";
        }
        FileTypeFit fit = row.fit().get();
        boolean gpu = answer.place().map(Place::gpu).orElse(false);
        return gpu ? fit.nGpuLayers().getAsInt() + "/" + fit.layers() : "CPU";
    }

    private static String context(QuantRow row) {
        return row.fit().isEmpty() || row.fit().get().largestContext().isEmpty()
                ? "no"
                : number("%,.0f", row.fit().get().largestContext().getAsInt());
    }

    private static void notes(QuantsAnswer answer, Page page) {
        if (!answer.model().vocabulary()) {
            page.line("Note    The vocabulary is not known here; it adds some MiB to each file.");
        }
        int fallbacks = answer.rows().stream()
                .mapToInt(row -> row.summary().fallbacks())
                .max()
                .orElse(0);
        if (fallbacks > 0) {
            page.line("Note    Up to " + fallbacks
                    + " tensors have rows that do not fit blocks of 256; they take a type with smaller blocks.");
        }
    }

    /** Returns the quantized tensor types, the most frequent first. */
    private static String mixture(QuantSummary summary) {
        return summary.tensors().entrySet().stream()
                .filter(entry -> entry.getKey() != GgmlType.F32)
                .sorted(Map.Entry.<GgmlType, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(SHOWN_TYPES)
                .map(entry -> entry.getValue() + " " + entry.getKey().name())
                .collect(Collectors.joining(", "));
    }

    /** Returns the columns that lists of file types and of files begin with. */
    private static Table head() {
        return new Table()
                .indent("  ")
                .left("")
                .left("file type")
                .right("file GiB")
                .right("bits/weight")
                .left("quality")
                .right("-ngl")
                .right("context");
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
