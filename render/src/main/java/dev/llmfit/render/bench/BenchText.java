package dev.llmfit.render.bench;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.bench.BenchAnswer;
import dev.llmfit.answers.bench.BenchAnswer.Measured;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.SampleSummary;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.verify.ExpectedSpeed;
import dev.llmfit.render.Page;
import dev.llmfit.render.Speeds;
import dev.llmfit.render.Table;
import dev.llmfit.render.kept.KeptText;
import java.util.List;

/** Measured speeds, for people. */
public final class BenchText {
    private BenchText() {}

    /** Writes one table for each physical batch, and where the speeds are kept. */
    public static void print(BenchAnswer answer, Page page) {
        for (Measured measured : answer.measured()) {
            page.line(title(answer, measured, page));
            measured.meant().flatMap(MeantModel::taken).ifPresent(taken -> page.paragraph("Note: ", taken));
            result(measured, page);
            KeptText.stored(measured.stored(), measured.result().engine().lowerBound(), page);
        }
        answer.chosen().ifPresent(said -> page.paragraph("Note: ", said + "."));
        answer.failed().forEach(batch -> page.paragraph("Note: ", batch.sentence() + "."));
        answer.store().ifPresent(file -> page.line("The store is " + file + "."));
    }

    private static String title(BenchAnswer answer, Measured measured, Page page) {
        String phantom = measured.phantom()
                .map(p -> " · phantom (" + p.onPaper() + " on paper, " + p.written() + " written)")
                .orElse("");
        String batch =
                answer.byBatch() ? " · -ub " + measured.launch().options().nUbatch() : "";
        BenchResult result = measured.result();
        List<String> devices = result.engine().devices().isEmpty()
                ? result.engine().backends()
                : result.engine().devices();
        return page.bold(measured.title() + phantom + batch) + " · "
                + result.engine().title() + (devices.isEmpty() ? "" : ", " + String.join(", ", devices));
    }

    private static void result(Measured measured, Page page) {
        BenchResult result = measured.result();
        Table table = new Table()
                .indent("  ")
                .left("")
                .right("tok/s")
                .right("expected")
                .right("± 95 %")
                .right("least")
                .right("most")
                .right("runs")
                .left("clock");
        for (SpeedReading reading : result.readings()) {
            SampleSummary samples = reading.samples();
            table.row(
                    reading.workload().label(),
                    Speeds.number(samples.mean()),
                    expected(measured, reading),
                    Speeds.interval(samples),
                    Speeds.number(samples.least()),
                    Speeds.number(samples.most()),
                    Integer.toString(samples.count()),
                    reading.clock() == SpeedReading.Clock.ENGINE ? "the engine's" : "arrival here");
        }
        page.table(table);
        if (!result.missing().isEmpty()) {
            page.paragraph("Not measured: ", String.join(", ", result.missing()) + ".");
        }
        result.notes().forEach(note -> page.paragraph("Note: ", note + "."));
    }

    private static String expected(Measured measured, SpeedReading reading) {
        ExpectedSpeed speed = measured.expected().get(reading.workload().label());
        return speed == null ? "" : Speeds.number(speed.low()) + " – " + Speeds.number(speed.high());
    }
}
