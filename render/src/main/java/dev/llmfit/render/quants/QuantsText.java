package dev.llmfit.render.quants;

import dev.llmfit.answers.quants.QuantRow;
import dev.llmfit.answers.quants.QuantsAnswer;
import dev.llmfit.answers.quants.QuantsAnswer.FileRow;
import dev.llmfit.answers.quants.QuantsAnswer.Place;
import dev.llmfit.answers.quants.QuantsAnswer.Published;
import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.published.PublishedShape.Basis;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.QuantSummary;
import dev.llmfit.recommend.fit.FileTypeFit;
import dev.llmfit.render.Page;
import dev.llmfit.render.Role;
import dev.llmfit.render.Table;
import dev.llmfit.render.recommend.CandidateCells;
import dev.llmfit.units.NextStep.Ask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
        page.paragraph(
                "",
                page.bold(answer.model().meant().name()) + " · " + subject(answer)
                        + " · sizes as llama-quantize " + answer.build().name() + " writes them"
                        + (answer.imatrix() == Imatrix.PRESENT ? " with an importance matrix" : ""));
        answer.model().meant().taken().ifPresent(taken -> page.paragraph("Note: ", taken));
        page.line("");
        boolean known = answer.repositories().stream().anyMatch(r -> r.listing().isPresent());
        List<QuantRow> shown = answer.rows().stream().filter(QuantRow::usual).toList();
        boolean experts = shown.stream()
                .flatMap(r -> r.launch().stream())
                .anyMatch(c -> c.options().nCpuMoe() > 0);
        boolean speeds = shown.stream().anyMatch(r -> r.launch().isPresent());
        Table lines = start().share("-ngl");
        if (experts) {
            lines.right("-ncmoe");
        }
        if (speeds) {
            lines.range("tok/s");
        }
        lines.right("context");
        if (known) {
            lines.left("published by").spare();
        }
        lines.left("imatrix").spare().left("tensors by type, F32 left out").spare();
        for (QuantRow row : shown) {
            QuantSummary summary = row.summary();
            List<String> cells = new ArrayList<>(List.of(
                    mark(
                            answer.place().flatMap(Place::sweetSpot),
                            row.fileType().name()),
                    row.fileType().name(),
                    number("%,.2f", summary.fileBytes() / (double) (1L << 30)),
                    number("%.2f", summary.bitsPerWeight()),
                    CandidateCells.loss(row.quality()),
                    layers(answer, row)));
            if (experts) {
                cells.add(row.launch()
                        .map(c -> Integer.toString(c.options().nCpuMoe()))
                        .orElse(""));
            }
            if (speeds) {
                cells.add(row.launch().map(c -> TwoDigits.range(c.speed().tg())).orElse(""));
            }
            cells.add(context(row.fit()));
            if (known) {
                cells.add(answer.publisher(row.fileType())
                        .map(repository -> repository.substring(0, repository.indexOf('/')))
                        .orElse(""));
            }
            cells.add(summary.requiresImatrix() ? "needed" : "");
            cells.add(mixture(summary));
            row(lines, answer.place().isEmpty() || fits(row), cells);
        }
        page.table(lines);
        page.line("");
        notes(answer, page);
        repositories(answer, page);
        legend(answer, page);
        page.paste(
                "Fit",
                page.say(
                        new Ask("recommend").and("model", answer.model().meant().asked())));
    }

    private static void files(QuantsAnswer answer, Published published, Page page) {
        String repository = published.repository();
        int count = published.files().size();
        page.paragraph(
                "",
                page.bold(repository) + " · " + subject(answer) + " · " + count + (count == 1 ? " file" : " files")
                        + published
                                .source()
                                .map(source -> ", as listed on " + source.date())
                                .orElse(", sizes as published"));
        page.line("");
        boolean listed = published.source().isPresent();
        Table lines = start().share("-ngl").right("context").right("parts");
        if (listed) {
            lines.left("tensors");
        }
        lines.left("file");
        for (FileRow file : published.files()) {
            String type = file.label().map(TypeLabel::text).orElse("?");
            List<String> cells = new ArrayList<>(List.of(
                    published.sweetSpot().equals(Optional.of(file.path())) ? "▸" : "",
                    type,
                    file.bytes().map(bytes -> number("%,.2f", bytes.gib())).orElse("?"),
                    file.bytes().isPresent() ? number("%.2f", file.bitsPerWeight()) : "",
                    CandidateCells.loss(file.quality()),
                    file.basis().isPresent() ? layers(answer, file.fit()) : "",
                    file.basis().isPresent() ? context(file.fit()) : "",
                    Integer.toString(file.parts())));
            if (listed) {
                cells.add(file.basis()
                        .map(basis -> basis == Basis.RECIPE ? "exact" : "fitted")
                        .orElse("not known"));
            }
            cells.add(file.path());
            row(lines, true, cells);
        }
        page.table(lines);
        page.line("");
        legend(answer, page);
        String one = repository + ":"
                + published.files().stream()
                        .filter(file -> published.sweetSpot().equals(Optional.of(file.path())))
                        .findFirst()
                        .or(() -> published.files().stream().findFirst())
                        .flatMap(FileRow::label)
                        .map(TypeLabel::text)
                        .orElse(FileType.Q4_K_M.name());
        page.command(
                "Types   ",
                page.say(new Ask("quants").and("model", one)),
                "every type that llama-quantize makes of it");
        page.paste("Get", page.say(new Ask("models").and("action", "pull").and("model", one)));
    }

    /** Adds a row; one that cannot be used here is dim, and its cells say so. */
    private static void row(Table lines, boolean usable, List<String> cells) {
        String[] texts = cells.toArray(String[]::new);
        if (usable) {
            lines.row(texts);
        } else {
            lines.row(Role.HINT, texts);
        }
    }

    private static boolean fits(QuantRow row) {
        return row.launch().isPresent()
                || row.fit().filter(f -> f.nGpuLayers().isPresent()).isPresent();
    }

    /** Writes which repositories the column of publishers is about, and how a type that none has is made. */
    private static void repositories(QuantsAnswer answer, Page page) {
        List<String> listed = answer.repositories().stream()
                .flatMap(r -> r.listing().stream())
                .map(l -> l.repository()
                        + l.source().map(s -> " (" + s.date() + ")").orElse(""))
                .toList();
        if (!listed.isEmpty()) {
            page.paragraph("Files   ", "as listed of " + String.join(", ", listed));
        }
        if (!answer.unlisted().isEmpty()) {
            page.paragraph(
                    listed.isEmpty() ? "Files   " : "        ",
                    "not listed here: " + String.join(", ", answer.unlisted()));
        }
        if (!listed.isEmpty()) {
            page.paragraph(
                    "Make    ", "a type that nobody publishes: llama-quantize MODEL-BF16.gguf MODEL-TYPE.gguf TYPE");
        }
    }

    private static String subject(QuantsAnswer answer) {
        return answer.model().architecture() + ", "
                + number("%,.2f", answer.model().parameters() / BILLION) + " B parameters";
    }

    private static String mark(Optional<String> sweetSpot, String type) {
        return sweetSpot.equals(Optional.of(type)) ? "▸" : "";
    }

    /** Writes what the columns of a machine mean. */
    private static void legend(QuantsAnswer answer, Page page) {
        answer.place().ifPresent(place -> {
            if (place.recommended()) {
                page.paragraph(
                        page.isDrawn() ? "▸       " : "choice  ",
                        "what recommend takes on " + place.machine()
                                + place.sweetSpot().map(type -> ": " + type).orElse(""));
            }
            boolean launches =
                    answer.rows().stream().anyMatch(row -> row.launch().isPresent());
            page.paragraph(
                    "-ngl    ",
                    "layers on the GPU "
                            + (launches
                                    ? "as recommend sets them"
                                    : "with " + number("%,.0f", FileTypeFit.CONTEXT) + " tokens")
                            + " on " + place.machine()
                            + (place.gpu() ? ", 1 GiB left on each GPU" : ", the system reserve left"));
            page.paragraph(
                    "context ",
                    "the most tokens with the whole model " + (place.gpu() ? "there" : "in RAM") + " and an F16 cache");
        });
    }

    /** Returns the layers on the GPU of the launch that recommend would take, else the most that fit. */
    private static String layers(QuantsAnswer answer, QuantRow row) {
        boolean gpu = answer.place().map(Place::gpu).orElse(false);
        return row.launch()
                .filter(c -> gpu)
                .map(c -> c.options().nGpuLayers() + "/" + c.layers())
                .orElseGet(() -> layers(answer, row.fit()));
    }

    private static String layers(QuantsAnswer answer, Optional<FileTypeFit> fits) {
        if (fits.isEmpty() || fits.get().nGpuLayers().isEmpty()) {
            return "no";
        }
        FileTypeFit fit = fits.get();
        boolean gpu = answer.place().map(Place::gpu).orElse(false);
        return gpu ? fit.nGpuLayers().getAsInt() + "/" + fit.layers() : "CPU";
    }

    private static String context(Optional<FileTypeFit> fit) {
        return fit.isEmpty() || fit.get().largestContext().isEmpty()
                ? "no"
                : number("%,.0f", fit.get().largestContext().getAsInt());
    }

    private static void notes(QuantsAnswer answer, Page page) {
        String unusual = answer.rows().stream()
                .filter(row -> !row.usual())
                .map(row -> row.fileType().name())
                .collect(Collectors.joining(", "));
        if (!unusual.isEmpty()) {
            page.paragraph("Note    ", "Nobody would make of it, so left out here, told in JSON: " + unusual + ".");
        }
        if (!answer.model().vocabulary()) {
            page.paragraph("Note    ", "The vocabulary is not known here; it adds some MiB to each file.");
        }
        int fallbacks = answer.rows().stream()
                .mapToInt(row -> row.summary().fallbacks())
                .max()
                .orElse(0);
        if (fallbacks > 0) {
            page.paragraph(
                    "Note    ",
                    "Up to " + fallbacks
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
    private static Table start() {
        return new Table()
                .indent("  ")
                .mark("choice", Map.of("▸", "recommended"))
                .left("file type")
                .right("file GiB")
                .right("bits/weight")
                .spare()
                .left(CandidateCells.LOSES);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
