package dev.llmfit.sizing;

import dev.llmfit.units.Bytes;
import java.time.Instant;

/**
 * A launch that could not get its memory on this machine: a fact that outranks any budget.
 *
 * @param time when it failed
 * @param device place of the GPU that had too little in the machine's order; -1 for the host
 * @param pool name of that GPU, or {@code host}
 * @param needed what the launch's buffers take there
 * @param free what was free there before it started
 * @param reason what the engine said
 */
public record FailedLaunch(Instant time, int device, String pool, Bytes needed, Bytes free, String reason) {
    public FailedLaunch {
        if (device < -1) {
            throw new IllegalArgumentException("a launch that failed on device " + device);
        }
    }

    /** The next try leaves out this part of what failed, so that a few tries come far enough down. */
    private static final int STEP = 16;

    /**
     * Returns what a launch of the same layout may take there now: less than what failed while no more memory is free than
     * there was, and with each byte that is free more one byte more.
     *
     * @param freeNow what is free there now
     */
    public Bytes limit(Bytes freeNow) {
        Bytes step = Bytes.of(Math.max(1, needed.count() / STEP));
        return needed.minus(step).plus(freeNow.minus(free));
    }

    /** Returns what a launch takes where this one failed. */
    public Bytes need(Estimate estimate) {
        return (device < 0 ? estimate.host() : estimate.devices().get(device)).total();
    }
}
