package dev.llmfit.render.verify;

import dev.llmfit.answers.verify.VerifyAnswer;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.verify.Comparison;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.render.Page;
import dev.llmfit.render.Speeds;
import dev.llmfit.render.Table;
import dev.llmfit.render.kept.KeptText;
import dev.llmfit.sizing.LaunchOptions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Predictions beside measurements, for people. */
public final class VerifyText {
    private static final double MIB = 1 << 20;

    /** llama.cpp prints MiB with two decimals: a buffer is known to half of the last, in bytes. */
    private static final long PRINTED = 5243;

    private VerifyText() {}

    /** Writes what ran, what was compared and the verdict. */
    public static void print(VerifyAnswer answer, Page page) {
        page.line(title(answer, page));
        answer.meant().taken().ifPresent(taken -> page.paragraph("Note: ", taken));
        for (VerifyAnswer.Lesson lesson : answer.lessons()) {
            String launch = other(answer, lesson) + plan(lesson.launch().options());
            page.paragraph("Did not run: ", launch + ": " + lesson.reason() + ".");
        }
        if (!answer.lessons().isEmpty()) {
            page.line("Ran: " + plan(answer.launch().options()) + ".");
        }
        memory(answer, page);
        answer.speed().ifPresent(speed -> speeds(answer, speed.readings(), page));
        answer.notes().forEach(note -> page.paragraph("Note: ", note + "."));
        KeptText.stored(answer.stored(), answer.engine().lowerBound(), page);
        page.line(verdict(answer));
    }

    private static void memory(VerifyAnswer answer, Page page) {
        Table table = new Table()
                .indent("  ")
                .left("MiB")
                .right("predicted")
                .right("measured")
                .left("difference");
        for (Comparison c : answer.comparisons()) {
            if (c.quantity() != Comparison.Quantity.SPEED) {
                table.row(c.name(), mib(c), String.format(Locale.ROOT, "%,.1f", c.measured() / MIB), difference(c));
            }
        }
        page.table(table);
    }

    private static String title(VerifyAnswer answer, Page page) {
        String phantom = answer.phantom()
                .map(p -> " · phantom (" + p.onPaper() + " on paper, " + p.written() + " written)")
                .orElse("");
        String shrunk = answer.shrunk().map(s -> ", shrunk to " + s.counts()).orElse("");
        return page.bold(answer.meant().heading()) + shrunk + phantom + " · "
                + answer.engine().title() + ", "
                + String.join(", ", answer.engine().backends());
    }

    /** Names the model of a failed launch if it is not the one that ran. */
    private static String other(VerifyAnswer answer, VerifyAnswer.Lesson lesson) {
        VerifyAnswer.Subject failed = lesson.model();
        boolean same = failed.tensorBytes().equals(answer.model().tensorBytes());
        return same ? "" : failed.name() + " (" + failed.tensorBytes() + ") ";
    }

    private static String plan(LaunchOptions o) {
        StringBuilder text =
                new StringBuilder("-c " + o.nCtx() + " -ngl " + (o.nGpuLayers() < 0 ? "all" : o.nGpuLayers()));
        if (o.nCpuMoe() > 0) {
            text.append(" -ncmoe ").append(o.nCpuMoe() == Integer.MAX_VALUE ? "all" : o.nCpuMoe());
        }
        if (o.typeK() != GgmlType.F16 || o.typeV() != GgmlType.F16) {
            text.append(" -ctk ").append(o.typeK().ggmlName());
            text.append(" -ctv ").append(o.typeV().ggmlName());
        }
        return text + (o.nUbatch() == LaunchOptions.defaults().nUbatch() ? "" : " -ub " + o.nUbatch());
    }

    private static String mib(Comparison c) {
        String number = String.format(Locale.ROOT, "%,.1f", c.predicted() / MIB);
        return c.quantity() == Comparison.Quantity.TOTAL ? "~" + number : number;
    }

    private static String difference(Comparison c) {
        if (c.quantity() == Comparison.Quantity.BUFFER && c.exact(2 * PRINTED)) {
            return "0";
        }
        String percent = String.format(Locale.ROOT, "%+.1f %%", 100 * c.relativeDifference());
        return c.inside() ? percent : percent + "  outside";
    }

    private static void speeds(VerifyAnswer answer, List<SpeedReading> readings, Page page) {
        Table table = new Table()
                .indent("  ")
                .left("tok/s")
                .right("predicted")
                .right("measured")
                .right("± 95 %")
                .left("");
        for (SpeedReading reading : readings) {
            Optional<Comparison> compared = answer.comparisons().stream()
                    .filter(c -> c.name().equals(reading.workload().label() + " tok/s"))
                    .findFirst();
            table.row(
                    reading.workload().label(),
                    compared.map(c -> Speeds.number(c.low()) + " – " + Speeds.number(c.high()))
                            .orElse("no prediction"),
                    Speeds.number(reading.samples().median()),
                    Speeds.interval(reading.samples()),
                    compared.map(c -> c.inside() ? "inside" : "outside").orElse(""));
        }
        page.table(table);
    }

    private static String verdict(VerifyAnswer answer) {
        if (answer.passed()) {
            return "Verified.";
        }
        List<String> outside = answer.outside().stream().map(Comparison::name).toList();
        if (!answer.lessons().isEmpty() && outside.isEmpty()) {
            return "Not verified: the launch could not get its memory; the smaller one agrees with its prediction.";
        }
        if (!answer.missing().isEmpty() && outside.isEmpty()) {
            return "Not verified: " + String.join(", ", answer.missing()) + " could not be measured.";
        }
        return "Not verified: " + String.join(", ", outside) + " outside tolerance.";
    }
}
