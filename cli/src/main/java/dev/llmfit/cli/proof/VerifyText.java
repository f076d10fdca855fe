package dev.llmfit.cli.proof;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.verify.Comparison;
import dev.llmfit.engine.verify.Verification;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.render.Paragraph;
import dev.llmfit.render.Table;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Renders a verification for people. */
final class VerifyText {
    private static final double MIB = 1 << 20;
    /** llama.cpp prints MiB with two decimals. */
    private static final long PRINTED = 5243;

    private VerifyText() {}

    static void print(Console console, Verification verification, boolean stored) {
        console.line(title(console, verification));
        for (Verification.Lesson lesson : verification.lessons()) {
            String text = other(verification, lesson) + plan(lesson.launch().options()) + ": " + lesson.reason() + ".";
            Paragraph.wrap("Did not run: ", text, console.columns()).forEach(console::line);
        }
        if (!verification.lessons().isEmpty()) {
            console.line("Ran: " + plan(verification.launch().options()) + ".");
        }
        Table table = new Table()
                .indent("  ")
                .left("MiB")
                .right("predicted")
                .right("measured")
                .left("difference");
        for (Comparison c : verification.comparisons()) {
            if (c.quantity() != Comparison.Quantity.SPEED) {
                table.row(c.name(), mib(c), String.format(Locale.ROOT, "%,.1f", c.measured() / MIB), difference(c));
            }
        }
        table.lines(console.columns()).forEach(console::line);
        speeds(console, verification);
        for (String note : verification.notes()) {
            Paragraph.wrap("Note: ", note + ".", console.columns()).forEach(console::line);
        }
        console.line(
                verdict(verification) + (stored ? stored(verification.engine().lowerBound()) : ""));
    }

    private static String stored(boolean lowerBound) {
        return lowerBound
                ? " Stored; a lower bound does not change predictions."
                : " Stored; later predictions for this machine use it.";
    }

    private static String title(Console console, Verification verification) {
        String phantom = verification
                .phantom()
                .map(p -> " · phantom (" + p.fullSize() + " on paper, " + p.written() + " written)")
                .orElse("");
        return console.bold(verification.model().name()) + phantom + " · "
                + verification.engine().title() + ", "
                + String.join(", ", verification.engine().backends());
    }

    /** Names the model of a failed launch if it is not the one that ran. */
    private static String other(Verification verification, Verification.Lesson lesson) {
        Model failed = lesson.model();
        boolean same = failed.tensorBytes() == verification.model().tensorBytes();
        return same ? "" : failed.name() + " (" + Bytes.of(failed.tensorBytes()) + ") ";
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

    private static void speeds(Console console, Verification verification) {
        if (verification.bench().isEmpty()) {
            return;
        }
        Table table = new Table()
                .indent("  ")
                .left("tok/s")
                .right("predicted")
                .right("measured")
                .right("± 95 %")
                .left("");
        for (SpeedReading reading : verification.bench().get().readings()) {
            Optional<Comparison> compared = verification.comparisons().stream()
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
        table.lines(console.columns()).forEach(console::line);
    }

    private static String verdict(Verification verification) {
        if (verification.passed()) {
            return "Verified.";
        }
        if (!verification.lessons().isEmpty() && verification.outside().isEmpty()) {
            return "Not verified: the launch could not get its memory; the smaller one agrees with its prediction.";
        }
        List<String> missing = verification.bench().map(BenchResult::missing).orElse(List.of());
        if (!missing.isEmpty() && verification.outside().isEmpty()) {
            return "Not verified: " + String.join(", ", missing) + " could not be measured.";
        }
        return "Not verified: "
                + String.join(
                        ", ",
                        verification.outside().stream().map(Comparison::name).toList())
                + " outside tolerance.";
    }
}
