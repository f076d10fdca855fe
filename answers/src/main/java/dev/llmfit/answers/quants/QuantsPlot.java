package dev.llmfit.answers.quants;

import dev.llmfit.answers.plot.LaunchBars;
import dev.llmfit.answers.plot.Plot;
import dev.llmfit.answers.plot.Plot.Bar;
import dev.llmfit.answers.plot.Plot.Kind;
import dev.llmfit.answers.plot.Plot.Limit;
import dev.llmfit.answers.plot.Plot.Mark;
import dev.llmfit.answers.plot.Plot.Part;
import dev.llmfit.answers.quants.QuantsAnswer.FileRow;
import dev.llmfit.answers.quants.QuantsAnswer.Place;
import dev.llmfit.answers.quants.QuantsAnswer.Published;
import dev.llmfit.answers.recommend.LossWords;
import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.recommend.Candidate;
import java.util.List;
import java.util.Optional;

/** File types, or the files of a repository, as a picture: how large each is, against what may be used. */
public final class QuantsPlot {
    private QuantsPlot() {}

    /** Returns a bar for each, smallest first. */
    public static Plot of(QuantsAnswer answer) {
        boolean gpu = answer.place().map(Place::gpu).orElse(false);
        List<Limit> limits = answer.rows().stream()
                .flatMap(row -> row.launch().stream())
                .limit(1)
                .map(c -> LaunchBars.limit(gpu ? c.memory() : List.of(c.host())))
                .toList();
        List<Bar> bars = answer.published()
                .map(QuantsPlot::files)
                .orElseGet(() -> answer.rows().stream()
                        .filter(QuantRow::usual)
                        .map(row -> bar(answer, row))
                        .toList());
        String title = answer.published()
                .map(Published::repository)
                .orElse(answer.model().meant().name());
        return new Plot(title + ": size of the file", "file type", "GiB", bars, limits);
    }

    private static Bar bar(QuantsAnswer answer, QuantRow row) {
        boolean taken = answer.place()
                .flatMap(Place::sweetSpot)
                .equals(Optional.of(row.fileType().name()));
        boolean over = answer.place().isPresent()
                && row.launch().isEmpty()
                && row.fit()
                        .flatMap(f -> f.nGpuLayers().isPresent() ? Optional.of(f) : Optional.empty())
                        .isEmpty();
        String speed = row.launch()
                .map(Candidate::speed)
                .map(s -> " · " + TwoDigits.range(s.tg()) + " tok/s")
                .orElse("");
        return new Bar(
                row.fileType().name(),
                List.of(new Part(Kind.WHOLE, row.summary().fileBytes() / (double) (1L << 30))),
                Optional.empty(),
                taken ? Mark.TAKEN : over ? Mark.OVER : Mark.NONE,
                "loses " + LossWords.of(row.quality()) + speed);
    }

    private static List<Bar> files(Published published) {
        return published.files().stream().map(file -> bar(published, file)).toList();
    }

    private static Bar bar(Published published, FileRow file) {
        return new Bar(
                file.label().map(TypeLabel::text).orElse(file.path()),
                file.bytes().map(b -> List.of(new Part(Kind.WHOLE, b.gib()))).orElse(List.of()),
                Optional.empty(),
                published.sweetSpot().equals(Optional.of(file.path())) ? Mark.TAKEN : Mark.NONE,
                "loses " + LossWords.of(file.quality()));
    }
}
