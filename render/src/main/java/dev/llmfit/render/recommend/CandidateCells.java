package dev.llmfit.render.recommend;

import dev.llmfit.recommend.Candidate;
import dev.llmfit.sizing.DeviceUse;

/** What tables show of a launch. */
public final class CandidateCells {
    /** Dots of the best quality. */
    private static final int MOST_DOTS = 5;

    private CandidateCells() {}

    /** Returns the quality in dots of five. */
    public static String dots(Candidate c) {
        return c.quality()
                .dots()
                .map(d -> "●".repeat(d) + "○".repeat(MOST_DOTS - d))
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
