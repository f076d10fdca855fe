package dev.llmfit.render.calibrate;

import dev.llmfit.answers.calibrate.CalibrateAnswer;
import dev.llmfit.answers.kept.KeptNumbers;
import dev.llmfit.engine.store.StoredCalibration;
import dev.llmfit.render.Page;
import dev.llmfit.render.Speeds;
import dev.llmfit.render.Table;

/** Speeds of small phantoms, for people. */
public final class CalibrateText {
    private static final double GIGA = 1e9;

    private CalibrateText() {}

    /** Writes one row for each phantom. */
    public static void print(CalibrateAnswer answer, Page page) {
        page.line(page.bold("Calibration") + " · " + answer.engine().title());
        Table table = new Table()
                .indent("  ")
                .left("")
                .right("pp tok/s")
                .right("tg tok/s")
                .right("read GB/s");
        for (CalibrateAnswer.Reading reading : answer.readings()) {
            table.row(
                    reading.phantom(),
                    Speeds.number(reading.prompt()),
                    Speeds.number(reading.generation()),
                    Speeds.number(reading.bytesRead() / GIGA));
        }
        page.table(table);
        answer.failures().forEach(failed -> page.line("Failed: " + failed.sentence()));
        answer.load().note().ifPresent(note -> page.paragraph("Note: ", note + "."));
        answer.stored().reasons().forEach(reason -> page.paragraph("Not kept: ", reason + "."));
        if (answer.stored().readings() > 0) {
            page.line("Stored; predictions for this machine use "
                    + (answer.stored().readings() == answer.readings().size()
                            ? "it"
                            : answer.stored().readings() + " of the rows")
                    + " from now on. " + page.say(KeptNumbers.forget(StoredCalibration.ID)) + " drops them.");
        }
    }
}
