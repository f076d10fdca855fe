package dev.llmfit.mcp.protocol;

import dev.llmfit.engine.Progress;
import java.util.concurrent.TimeUnit;

/** Progress as the protocol wants it: each number greater than the one before, and no more of them than anybody reads. */
final class Rising implements Progress {
    /** The same pace as that of runs over REST: ten a second. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Progress told;
    private double last = -1;
    private long when;

    Rising(Progress told) {
        this.told = told;
    }

    @Override
    public synchronized void step(String what, double done) {
        long now = System.nanoTime();
        if (last < 0 || now - when >= PAUSE_NANOS) {
            last = Math.max(done, Math.nextUp(last));
            when = now;
            told.step(what, last);
        }
    }
}
