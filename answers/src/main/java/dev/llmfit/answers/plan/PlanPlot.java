package dev.llmfit.answers.plan;

import dev.llmfit.answers.plot.Plot;
import dev.llmfit.answers.plot.Plot.Bar;
import dev.llmfit.answers.plot.Plot.Limit;
import dev.llmfit.answers.plot.Plot.Mark;
import dev.llmfit.answers.plot.Plot.Span;
import dev.llmfit.answers.recommend.LossWords;
import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.purchase.UpgradePlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Purchases as a picture: how fast each writes, cheapest first, against what is wished. */
public final class PlanPlot {
    private PlanPlot() {}

    /** Returns a bar for this machine if it runs the model, and one for each purchase. */
    public static Plot of(PlanAnswer plan) {
        boolean several = plan.wish().users() > 1;
        String unit = several ? "tok/s each" : "tok/s";
        List<Bar> bars = new ArrayList<>();
        plan.kept().ifPresent(c -> bars.add(bar("this machine", c, plan.granted() ? Mark.TAKEN : Mark.NONE, "0 USD")));
        Mark mark = plan.granted() ? Mark.NONE : Mark.TAKEN;
        for (UpgradePlanner.Answer machine : plan.machines()) {
            bars.add(bar(machine.purchase().title(), machine.best(), mark, usd(machine.totalUsd())));
            mark = Mark.NONE;
        }
        Limit wished = new Limit(
                "at least " + TwoDigits.of(plan.wish().minTps()) + " " + unit + " wished",
                plan.wish().minTps());
        return new Plot(plan.model() + ": what writes how fast", "hardware", unit, bars, List.of(wished));
    }

    private static Bar bar(String label, Candidate best, Mark mark, String usd) {
        return new Bar(
                label,
                List.of(),
                Optional.of(new Span(
                        best.each().low(), best.each().mid(), best.each().high())),
                mark,
                usd + " · " + best.fileType() + " · loses " + LossWords.of(best.quality()));
    }

    private static String usd(OptionalDouble usd) {
        return usd.isPresent() ? String.format(Locale.ROOT, "%,.0f USD", usd.getAsDouble()) : "? USD";
    }
}
