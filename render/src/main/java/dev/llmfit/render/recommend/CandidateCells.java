package dev.llmfit.render.recommend;

import dev.llmfit.answers.recommend.LossWords;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.sizing.DeviceUse;

/** What tables show of a launch. */
public final class CandidateCells {
    /** The heading above {@link #loss}. */
    public static final String LOSES = "loses";

    private CandidateCells() {}

    /** Returns what file type and cache type lose. */
    public static String loss(Candidate c) {
        return loss(c.quality());
    }

    /** Returns a loss of perplexity in percent, or that it is none that could be measured. */
    public static String loss(Quality quality) {
        return LossWords.of(quality);
    }

    /** Returns the mark of where a launch lies, the same everywhere, and its name. */
    public static String placement(Verdict verdict) {
        return mark(verdict) + " " + verdict.id();
    }

    /** Returns the mark of where a launch lies, the same everywhere. */
    public static String mark(Verdict verdict) {
        return switch (verdict) {
            case FULL_GPU -> "●";
            case PARTIAL_GPU, MOE_OFFLOAD -> "◐";
            case CPU -> "○";
            case NO_FIT -> "✗";
        };
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
