package dev.llmfit.answers.size;

import dev.llmfit.answers.plot.LaunchBars;
import dev.llmfit.answers.plot.Plot;
import dev.llmfit.answers.plot.Plot.Bar;
import dev.llmfit.answers.plot.Plot.Limit;
import dev.llmfit.answers.plot.Plot.Mark;
import dev.llmfit.sizing.DeviceUse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A launch as a picture: what it takes of each memory. */
public final class SizePlot {
    private SizePlot() {}

    /** Returns a bar for each device and the host; the limit is told where one memory is all. */
    public static Plot of(SizeAnswer answer) {
        List<DeviceUse> told = answer.memory().all().stream()
                .filter(u -> u.buffers().total().count() > 0)
                .toList();
        List<Bar> bars = told.stream()
                .map(use -> new Bar(
                        use.name(),
                        LaunchBars.parts(List.of(use)),
                        Optional.empty(),
                        use.holds() ? Mark.NONE : Mark.OVER,
                        String.format(
                                Locale.ROOT, "of %.1f GiB free", use.free().gib())))
                .toList();
        List<Limit> limits = told.size() == 1 ? List.of(LaunchBars.limit(told)) : List.of();
        return new Plot(answer.model().meant().heading(), "memory", "GiB", bars, limits);
    }
}
