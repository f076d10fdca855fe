package dev.llmfit.render.calibrate;

import dev.llmfit.answers.calibrate.CalibrateAnswer;
import dev.llmfit.answers.calibrate.CalibrateAnswer.Predicted;
import dev.llmfit.answers.kept.KeptNumbers;
import dev.llmfit.engine.store.StoredCalibration;
import dev.llmfit.render.Page;
import dev.llmfit.render.Speeds;
import dev.llmfit.render.Table;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Speeds of small phantoms beside what was predicted of them before and is now, for people. */
public final class CalibrateText {
    private static final double GIGA = 1e9;

    private CalibrateText() {}

    /** Writes one row for each phantom, what parts of the formula changed, and what other models gain. */
    public static void print(CalibrateAnswer answer, Page page) {
        page.line(page.bold("Calibration") + " · " + answer.engine().title());
        page.table(readings(answer));
        answer.failures().forEach(failed -> page.line("Failed: " + failed.sentence()));
        changed(answer.changed(), page);
        answer.load().note().ifPresent(note -> page.paragraph("Note: ", note + "."));
        answer.stored().reasons().forEach(reason -> page.paragraph("Not kept: ", reason + "."));
        if (answer.stored().readings() > 0) {
            String what = answer.stored().readings() == answer.readings().size()
                    ? "it"
                    : answer.stored().readings() + " of the rows";
            page.paragraph(
                    "",
                    "Stored; predictions for this machine use " + what + " from now on. "
                            + page.say(KeptNumbers.forget(StoredCalibration.ID)) + " drops them.");
        }
    }

    private static Table readings(CalibrateAnswer answer) {
        Table table = new Table()
                .indent("  ")
                .left("tok/s")
                .right("pp before")
                .right("measured")
                .right("after")
                .right("tg before")
                .right("measured")
                .right("after");
        for (CalibrateAnswer.Reading reading : answer.readings()) {
            table.row(
                    reading.phantom(),
                    reading.prompt().isPresent() ? number(reading.before().prompt()) : "",
                    number(reading.prompt()),
                    reading.prompt().isPresent() ? number(reading.after().prompt()) : "",
                    reading.generation().isPresent() ? number(reading.before().generation()) : "",
                    number(reading.generation()),
                    reading.generation().isPresent() ? number(reading.after().generation()) : "");
        }
        return table;
    }

    private static void changed(CalibrateAnswer.Changed changed, Page page) {
        Map<String, Map<String, Double>> byPart = new LinkedHashMap<>();
        changed.factors().forEach((name, factor) -> {
            String test = name.substring(0, name.indexOf('.'));
            String part = name.substring(name.indexOf('.') + 1);
            byPart.computeIfAbsent(part, p -> new LinkedHashMap<>()).put(test, factor);
        });
        Table table = new Table()
                .indent("  ")
                .left("speed against the formula")
                .right("prompt")
                .right("generation");
        byPart.forEach((part, factors) -> table.row(words(part), factor(factors.get("pp")), factor(factors.get("tg"))));
        if (!byPart.isEmpty()) {
            page.table(table);
        }
        changed.linkBandwidth()
                .ifPresent(rate -> page.line(String.format(
                        Locale.ROOT, "  Weights are copied from RAM to the GPU at %.1f GB/s.", rate / GIGA)));
        Table examples = new Table()
                .indent("  ")
                .left("other models, tok/s")
                .right("pp before")
                .right("after")
                .right("tg before")
                .right("after");
        for (CalibrateAnswer.Example e : changed.examples()) {
            examples.row(
                    e.model() + (e.depth() > 0 ? ", depth " + e.depth() : ""),
                    number(e.before().prompt()),
                    number(e.after().prompt()),
                    number(e.before().generation()),
                    number(e.after().generation()));
        }
        if (changed.examples().stream().anyMatch(e -> isKnown(e.after()))) {
            page.table(examples);
        }
    }

    private static boolean isKnown(Predicted speeds) {
        return speeds.generation().isPresent();
    }

    /** Returns what a part is, for {@code host.k4} or {@code device.attention}. */
    private static String words(String part) {
        String what = part.substring(part.indexOf('.') + 1);
        return (part.startsWith("host.") ? "processor, " : "GPU, ")
                + switch (what) {
                    case "experts" -> "experts";
                    case "layers" -> "operations of layers";
                    case "attention" -> "attention at depth";
                    case "states" -> "recurrent states";
                    case "link" -> "copies of weights from RAM";
                    default -> "weights of kind " + what;
                };
    }

    private static String factor(@Nullable Double factor) {
        return factor == null ? "" : String.format(Locale.ROOT, "× %.2f", factor);
    }

    private static String number(OptionalDouble speed) {
        return speed.isPresent() ? Speeds.number(speed.getAsDouble()) : "";
    }
}
