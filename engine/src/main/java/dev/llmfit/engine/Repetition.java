package dev.llmfit.engine;

import java.time.Duration;

/**
 * When to stop measuring.
 *
 * @param least repetitions at least
 * @param most repetitions at most
 * @param halfWidth wanted half width of the 95 % interval of the mean, relative to the mean
 * @param enough no new repetition starts after this time
 * @param limit the engine is ended after this time
 */
public record Repetition(int least, int most, double halfWidth, Duration enough, Duration limit) {
    public Repetition {
        if (least < 1 || most < least || !(halfWidth > 0)) {
            throw new IllegalArgumentException("repetitions must be 1 or more and the wanted interval above 0");
        }
    }

    /** Returns whether these samples are settled. */
    boolean settled(SampleSummary samples) {
        return samples.count() >= least && (samples.count() >= most || samples.relativeHalfWidth() <= halfWidth);
    }
}
