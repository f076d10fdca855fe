package dev.llmfit.render.recommend;

import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.sizing.DeviceUse;
import java.util.Locale;

/** What tables show of a launch. */
public final class CandidateCells {
    /** The heading above {@link #loss}. */
    public static final String LOSES = "loses";

    /** Losses below so many percent are told with a decimal. */
    private static final double FEW = 10;

    private CandidateCells() {}

    /** Returns what file type and cache type lose. */
    public static String loss(Candidate c) {
        return loss(c.quality());
    }

    /** Returns a loss of perplexity in percent, or that it is none that could be measured. */
    public static String loss(Quality quality) {
        return quality.pplPercent()
                .map(p -> p <= Quality.NOTHING
                        ? "nothing"
                        : String.format(Locale.ROOT, p < FEW ? "%.1f %%" : "%.0f %%", p))
                .orElse("unknown");
    }

    /** Returns the buffers on all GPUs, GiB. */
    public static double gpuGib(Candidate c) {
        double sum = 0;
        for (DeviceUse use : c.memory()) {
            sum += use.buffers().total().gib();
        }
        return sum;
    }

    /** Returns the buffers in RAM, GiB. */
    public static double ramGib(Candidate c) {
        return c.host().buffers().total().gib();
    }
}
