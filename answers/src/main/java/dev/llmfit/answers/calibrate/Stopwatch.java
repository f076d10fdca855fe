package dev.llmfit.answers.calibrate;

import java.time.Duration;

/** How much is left of the time of a calibration. */
final class Stopwatch {
    private final Duration enough;
    private final long start = System.nanoTime();

    Stopwatch(Duration enough) {
        this.enough = enough;
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    boolean isOver() {
        return elapsed().compareTo(enough) > 0;
    }

    /** Returns whether something that takes this long ends in time. */
    boolean hasRoomFor(Duration work) {
        return elapsed().plus(work).compareTo(enough) <= 0;
    }

    /** Returns which share of the time is over, 0 to 1. */
    double share() {
        return Math.min(1, elapsed().toMillis() / (double) Math.max(1, enough.toMillis()));
    }
}
