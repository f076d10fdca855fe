package dev.llmfit.answers.bench;

import dev.llmfit.answers.bench.BenchAnswer.Measured;
import dev.llmfit.answers.plot.Plot;
import dev.llmfit.answers.plot.Plot.Bar;
import dev.llmfit.answers.plot.Plot.Limit;
import dev.llmfit.answers.plot.Plot.Mark;
import dev.llmfit.answers.plot.Plot.Span;
import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.engine.SampleSummary;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.verify.ExpectedSpeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Measured speeds as a picture: prompts and answers differ by far, so each is shown in percent of what was expected. */
public final class BenchPlot {
    private static final double PERCENT = 100;

    private BenchPlot() {}

    /** Returns a bar for each test, from the slowest run to the fastest; one without an expectation has none. */
    public static Plot of(BenchAnswer answer) {
        List<Bar> bars = new ArrayList<>();
        for (Measured measured : answer.measured()) {
            String batch =
                    answer.byBatch() ? " -ub " + measured.launch().options().nUbatch() : "";
            for (SpeedReading reading : measured.result().readings()) {
                bars.add(bar(measured, reading, batch));
            }
        }
        return new Plot(
                answer.measured().getFirst().title() + ": measured against expected",
                "test",
                "% of what was expected",
                bars,
                List.of(new Limit("as expected", PERCENT)));
    }

    private static Bar bar(Measured measured, SpeedReading reading, String batch) {
        SampleSummary samples = reading.samples();
        String label = reading.workload().label();
        Optional<ExpectedSpeed> expected =
                Optional.ofNullable(measured.expected().get(label)).filter(e -> e.mid() > 0);
        String told = String.format(
                Locale.ROOT,
                "%s tok/s, %d runs%s",
                TwoDigits.of(samples.mean()),
                samples.count(),
                expected.map(e -> ", " + TwoDigits.of(e.low()) + " – " + TwoDigits.of(e.high()) + " expected")
                        .orElse(", nothing expected"));
        return new Bar(
                label + batch,
                List.of(),
                expected.map(e -> new Span(
                        PERCENT * samples.least() / e.mid(),
                        PERCENT * samples.mean() / e.mid(),
                        PERCENT * samples.most() / e.mid())),
                Mark.NONE,
                told);
    }
}
