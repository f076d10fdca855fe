package dev.llmfit.answers.recommend;

import dev.llmfit.answers.plot.LaunchBars;
import dev.llmfit.answers.plot.Plot;
import dev.llmfit.answers.plot.Plot.Bar;
import dev.llmfit.answers.plot.Plot.Limit;
import dev.llmfit.answers.plot.Plot.Mark;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.sizing.DeviceUse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Recommended launches as a picture: the memory of each, and what may be used. */
public final class CandidatePlot {
    private CandidatePlot() {}

    /** Returns a bar for each launch: what it takes of the GPUs together, or of the RAM where there is none; none if nothing fits. */
    public static Plot of(RecommendAnswer answer) {
        Recommendation found = answer.found();
        boolean models = found.subject().isEmpty();
        List<Candidate> rows =
                found.outcome() == Recommendation.Outcome.FITS ? found.candidates() : List.<Candidate>of();
        boolean gpu = rows.stream().anyMatch(c -> !c.memory().isEmpty());
        List<Bar> bars = rows.stream().map(c -> bar(c, models, gpu)).toList();
        String of = gpu ? "memory of the GPU" : "RAM";
        List<Limit> limits =
                rows.stream().limit(1).map(c -> LaunchBars.limit(told(c, gpu))).toList();
        return new Plot(
                found.subject().map(s -> s.name() + ": " + of).orElse("Models for this machine: " + of),
                models ? "model" : "file type",
                "GiB",
                bars,
                limits);
    }

    private static List<DeviceUse> told(Candidate c, boolean gpu) {
        return gpu ? c.memory() : List.of(c.host());
    }

    private static Bar bar(Candidate c, boolean models, boolean gpu) {
        String context = String.format(Locale.ROOT, "%,d", c.ctxEach());
        String each = c.serving().isPresent() ? " tok/s each" : " tok/s";
        return new Bar(
                models ? c.model() + " " + c.fileType() : c.fileType(),
                LaunchBars.parts(told(c, gpu)),
                Optional.empty(),
                c.rank() == 1 && c.recommended() ? Mark.TAKEN : Mark.NONE,
                TwoDigits.range(c.each()) + each + " · " + context + " tokens · loses " + LossWords.of(c.quality()));
    }
}
