package dev.llmfit.tui;

import dev.llmfit.answers.Workbench;
import dev.llmfit.tui.state.RunState;
import dev.llmfit.tui.state.RunState.Ended;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs one engine at a time in the background. */
final class Runner {
    /** Progress is told at most every so many nanoseconds: ten times a second. */
    private static final long PAUSE = 100_000_000;

    /** Columns of what came out: a box of the screen inside its frame. */
    private static final int COLUMNS = 72;

    /** Runs that are remembered. Judgement. */
    private static final int MOST = 20;

    private static final double NANOS = 1e9;

    private final Workbench bench;
    private final Consumer<RunState> heard;
    private final List<Ended> past;
    private volatile @Nullable Thread going;
    private volatile RunState now = RunState.NONE;
    private long began;
    private long told;

    /**
     * Creates a runner; {@code heard} hears each step on a thread of its own.
     *
     * @param past what has run before
     */
    Runner(Workbench bench, List<Ended> past, Consumer<RunState> heard) {
        this.bench = bench;
        this.past = new ArrayList<>(past);
        this.heard = heard;
    }

    /** Returns whether something runs. */
    boolean isGoing() {
        Thread thread = going;
        return thread != null && thread.isAlive();
    }

    /** Returns how it stands: what was not told because it came too soon, and how long it takes, are in it. */
    RunState now() {
        RunState state = now;
        return state.going() ? state(state.title(), state.step(), state.done()) : state;
    }

    /** Begins a job. */
    void run(Job<?> job) {
        began = System.nanoTime();
        now = state(job.title(), "begins", 0);
        heard.accept(now);
        going = Thread.ofVirtual().name("run").start(() -> {
            Job.Done done = job.done(bench, (step, share) -> tell(job.title(), step, share), COLUMNS);
            past.addFirst(new Ended(job.title(), seconds(), done.good(), done.result()));
            past.subList(Math.min(past.size(), MOST), past.size()).clear();
            now = new RunState(job.title(), false, "", 1, seconds(), done.lines(), past);
            heard.accept(now);
        });
    }

    private RunState state(String title, String step, double done) {
        return new RunState(title, true, step, done, seconds(), List.of(), now.past());
    }

    private long seconds() {
        return Math.round((System.nanoTime() - began) / NANOS);
    }

    private void tell(String title, String step, double done) {
        now = state(title, step, done);
        long time = System.nanoTime();
        if (time - told >= PAUSE) {
            told = time;
            heard.accept(now);
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
