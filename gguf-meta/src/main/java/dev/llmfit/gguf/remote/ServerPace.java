package dev.llmfit.gguf.remote;

import java.time.Duration;

/**
 * How long a server may take: a time for the whole, which grows with what came at a least rate. So a document or header ends in bounded time
 * although every single read brings something. Not for several threads.
 */
final class ServerPace {
    /** Slower, and a header of 20 MB takes longer than anybody waits for it; judgement, bytes a second. */
    private static final long LEAST_RATE = 256 << 10;

    /** A download that gets less in the time for a whole stands still; judgement, bytes. */
    private static final long STEP = 1 << 20;

    private final Duration whole;
    private final boolean endless;
    private long start = System.nanoTime();
    private long bytes;

    private ServerPace(Duration whole, boolean endless) {
        this.whole = whole;
        this.endless = endless;
    }

    /** Returns the pace of something that is read in one go. */
    static ServerPace of(Duration whole) {
        return new ServerPace(whole, false);
    }

    /** Returns the pace of a download: it may take as long as it likes while every megabyte comes in the time for a whole. */
    static ServerPace ofDownload(Duration whole) {
        return new ServerPace(whole, true);
    }

    /** Returns how long the server may still take; not above zero if its time is over. */
    Duration left() {
        Duration earned = endless ? whole : Duration.ofMillis(1000 * bytes / LEAST_RATE);
        Duration allowed = earned.compareTo(whole) > 0 ? earned : whole;
        return allowed.minusNanos(System.nanoTime() - start);
    }

    /** Counts what came. */
    void received(int count) {
        bytes += count;
        if (endless && bytes >= STEP) {
            bytes = 0;
            start = System.nanoTime();
        }
    }

    /** Returns what to say of a server whose time is over. */
    String tooSlow() {
        return "only " + bytes + " bytes came in " + whole.toSeconds() + " s";
    }
}
