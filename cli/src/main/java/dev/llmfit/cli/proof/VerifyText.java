package dev.llmfit.cli.proof;

import dev.llmfit.cli.Console;
import dev.llmfit.cli.render.Table;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.verify.Comparison;
import dev.llmfit.engine.verify.Verification;
import dev.llmfit.sizing.LaunchOptions;
import java.util.Locale;
import java.util.Optional;

/** Renders a verification for people. */
final class VerifyText {
    private static final double MIB = 1 << 20;
    /** llama.cpp prints MiB with two decimals. */
    private static final long PRINTED = 5243;

    private VerifyText() {}

    static void print(Console console, ChosenModel chosen, Verification verification, boolean stored) {
        console.line(title(console, chosen, verification));
        for (Verification.Lesson lesson : verification.lessons()) {
            console.line("Did not run with " + plan(lesson.launch().options()) + ": " + lesson.reason() + ".");
        }
        if (!verification.lessons().isEmpty()) {
            console.line("Ran with " + plan(verification.launch().options()) + ".");
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
            console.line("Note: " + note + ".");
        }
        console.line(
                verdict(verification) + (stored ? stored(verification.engine().lowerBound()) : ""));
    }

    private static String stored(boolean lowerBound) {
        return lowerBound
                ? " Stored; a lower bound does not change predictions."
                : " Stored; later predictions for this machine use it.";
    }

    private static String title(Console console, ChosenModel chosen, Verification verification) {
        String phantom = verification
                .phantom()
                .map(p -> " · phantom (" + p.fullSize() + " on paper, " + p.written() + " written)")
                .orElse("");
        return console.bold(chosen.title()) + phantom + " · "
                + verification.engine().title() + ", "
                + String.join(", ", verification.engine().backends());
    }

    private static String plan(LaunchOptions options) {
        return "-c " + options.nCtx() + " -ngl " + (options.nGpuLayers() < 0 ? "all" : options.nGpuLayers());
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
        return "Not verified: "
                + String.join(
                        ", ",
                        verification.outside().stream().map(Comparison::name).toList())
                + " outside tolerance.";
    }
}
