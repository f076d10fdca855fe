package dev.llmfit.cli.quants;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.QuantSummary;
import dev.llmfit.recommend.fit.FileTypeFit;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.render.Table;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Renders all file types of a model for people. */
public final class QuantsText {
    private static final double GIB = 1L << 30;
    private static final double BILLION = 1e9;
    private static final int SHOWN_TYPES = 4;
    private static final int MOST_DOTS = 5;

    private QuantsText() {}

    /** Prints one row per file type, smallest first. */
    public static void print(Console console, QuantTable table, QuantFits fits, String reference) {
        console.line(console.bold(table.model().name()) + " · " + table.model().architecture() + ", "
                + number("%,.2f", table.parameters() / BILLION)
                + " B parameters · sizes as llama-quantize b11434 writes them"
                + (table.imatrix() == Imatrix.PRESENT ? " with an importance matrix" : ""));
        console.line("");
        Table lines = head().left("imatrix").left("tensors by type, F32 left out");
        for (QuantSummary row : table.rows()) {
            lines.row(
                    fits.sweetSpot().filter(t -> t == row.fileType()).isPresent() ? "▸" : "",
                    row.fileType().name(),
                    number("%,.2f", row.fileBytes() / GIB),
                    number("%.2f", row.bitsPerWeight()),
                    dots(fits, row.fileType()),
                    layers(fits, row.fileType()),
                    context(fits, row.fileType()),
                    row.requiresImatrix() ? "needed" : "",
                    mixture(row));
        }
        lines.lines(console.columns()).forEach(console::line);
        console.line("");
        notes(console, table);
        legend(console, fits);
        console.line("Fit     llmfit recommend --model " + reference);
    }

    /** Prints what the columns of a machine mean. */
    static void legend(Console console, QuantFits fits) {
        boolean gpu = !fits.machine().devices().isEmpty();
        console.line("-ngl    layers on the GPU with " + number("%,.0f", FileTypeFit.CONTEXT) + " tokens on "
                + fits.machine().id() + (gpu ? ", 1 GiB left on each GPU" : ", the system reserve left"));
        console.line(
                "context the most tokens with the whole model " + (gpu ? "there" : "in RAM") + " and an F16 cache");
    }

    static String dots(QuantFits fits, FileType type) {
        return Optional.ofNullable(fits.qualities().get(type))
                .flatMap(Quality::dots)
                .map(n -> "●".repeat(n) + "○".repeat(MOST_DOTS - n))
                .orElse("");
    }

    static String layers(QuantFits fits, FileType type) {
        FileTypeFit fit = fits.fits().get(type);
        return fit == null || fit.nGpuLayers().isEmpty()
                ? "no"
                : fits.machine().devices().isEmpty() ? "CPU" : fit.nGpuLayers().getAsInt() + "/" + fit.layers();
    }

    static String context(QuantFits fits, FileType type) {
        FileTypeFit fit = fits.fits().get(type);
        return fit == null || fit.largestContext().isEmpty()
                ? "no"
                : number("%,.0f", fit.largestContext().getAsInt());
    }

    private static void notes(Console console, QuantTable table) {
        if (!table.hasVocabulary()) {
            console.line("Note    The vocabulary is not known here; it adds some MiB to each file.");
        }
        int fallbacks =
                table.rows().stream().mapToInt(QuantSummary::fallbacks).max().orElse(0);
        if (fallbacks > 0) {
            console.line("Note    Up to " + fallbacks
                    + " tensors have rows that do not fit blocks of 256; they take a type with smaller blocks.");
        }
    }

    /** Returns the quantized tensor types, the most frequent first. */
    private static String mixture(QuantSummary row) {
        return row.tensors().entrySet().stream()
                .filter(entry -> entry.getKey() != GgmlType.F32)
                .sorted(Map.Entry.<GgmlType, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(SHOWN_TYPES)
                .map(entry -> entry.getValue() + " " + entry.getKey().name())
                .collect(Collectors.joining(", "));
    }

    /** Returns the columns that lists of file types and of files begin with. */
    static Table head() {
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
