package dev.llmfit.tui;

import dev.llmfit.answers.Workbench;
import dev.llmfit.tui.state.RunState;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs one engine at a time in the background. */
final class Runner {
    /** Progress is told at most every so many nanoseconds: ten times a second. */
    private static final long PAUSE = 100_000_000;

    /** Columns of what came out: a box of the screen inside its frame. */
    private static final int COLUMNS = 72;

    private final Workbench bench;
    private final Consumer<RunState> heard;
    private volatile @Nullable Thread going;
    private long told;

    /** Creates a runner; {@code heard} hears each step on a thread of its own. */
    Runner(Workbench bench, Consumer<RunState> heard) {
        this.bench = bench;
        this.heard = heard;
    }

    /** Returns whether something runs. */
    boolean isGoing() {
        Thread thread = going;
        return thread != null && thread.isAlive();
    }

    /** Begins a job. */
    void run(Job<?> job) {
        heard.accept(new RunState(job.title(), true, "begins", 0, List.of()));
        going = Thread.ofVirtual().name("run").start(() -> {
            List<String> lines = job.done(bench, (step, done) -> tell(job.title(), step, done), COLUMNS);
            heard.accept(new RunState(job.title(), false, "", 1, lines));
        });
    }

    private void tell(String title, String step, double done) {
        long now = System.nanoTime();
        if (now - told >= PAUSE) {
            told = now;
            heard.accept(new RunState(title, true, step, done, List.of()));
        }
    }

    /** Stops what runs; its engine ends with it. */
    void stop() {
        Thread thread = going;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
