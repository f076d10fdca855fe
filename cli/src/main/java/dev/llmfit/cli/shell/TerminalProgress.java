package dev.llmfit.cli.shell;

import dev.llmfit.engine.Progress;
import dev.llmfit.render.CharWidth;
import java.util.Locale;

/**
 * Shows one line of progress on standard error, and only where that is a terminal: what is going on, for how long, and how long it
 * may still take. What ends within a second shows nothing.
 */
public final class TerminalProgress implements Progress, AutoCloseable {
    private static final int BAR = 20;

    /** Nobody wonders within a second. */
    private static final long QUIET_MS = 1000;

    private static final long TICK_MS = 500;

    /** Before so much is done, the rest cannot be told from it; judgement. */
    private static final double TELLING_SHARE = 0.1;

    /** Back to the first column; what stands in the line is erased. */
    private static final String LINE_START = "\r\033[K";

    private final Console console;
    private final long begun = System.nanoTime();
    private String what = "working";
    private double done;
    private boolean shown;
    private boolean closed;

    /** Creates the display of a console. */
    public TerminalProgress(Console console) {
        this.console = console;
        if (Console.isTerminal() && !console.look().plain()) {
            Thread.ofPlatform().daemon().name("progress").start(this::tick);
        }
    }

    @Override
    public synchronized void step(String now, double share) {
        what = now;
        done = Math.clamp(share, 0, 1);
    }

    private void tick() {
        try {
            Thread.sleep(QUIET_MS);
            while (show()) {
                Thread.sleep(TICK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nothing interrupts it but the end of the process
        }
    }

    private synchronized boolean show() {
        if (closed) {
            return false;
        }
        shown = true;
        double seconds = (System.nanoTime() - begun) / 1e9;
        console.err().steer(LINE_START);
        console.err().print(console.look().glyphs().shown(line(what, done, seconds, console.columns())));
        console.err().flush();
        return true;
    }

    /**
     * Returns the line.
     *
     * @param what what is going on
     * @param done share of the whole that is done, 0 if nobody knows
     * @param seconds how long it has taken
     * @param columns columns of the terminal; the last one stays free, or it would wrap
     */
    static String line(String what, double done, double seconds, int columns) {
        int filled = (int) Math.round(done * BAR);
        String bar = done > 0 ? "▓".repeat(filled) + "░".repeat(BAR - filled) + " " : "";
        String time = String.format(Locale.ROOT, " · %.0f s", seconds);
        if (done >= TELLING_SHARE) {
            time += String.format(Locale.ROOT, ", about %.0f s left", seconds * (1 - done) / done);
        }
        int room = columns - 1 - CharWidth.of(bar) - CharWidth.of(time);
        String told = what.length() <= room ? what : what.substring(0, Math.max(0, room - 1)) + "…";
        return bar + told + time;
    }

    /** Removes the line. */
    @Override
    public synchronized void close() {
        closed = true;
        if (shown) {
            console.err().steer(LINE_START);
            console.err().flush();
        }
    }
}
