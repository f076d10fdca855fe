package dev.llmfit.tui;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.render.Page;
import dev.llmfit.tui.state.RunState;
import java.util.List;
import java.util.function.BiConsumer;
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

    /**
     * Runs a question.
     *
     * @param title what it is called
     * @param text writes its answer
     */
    <A extends Answer> void run(String title, Question<A> question, BiConsumer<A, Page> text) {
        heard.accept(new RunState(title, true, "begins", 0, List.of()));
        going = Thread.ofVirtual().name("run").start(() -> {
            List<String> lines;
            try {
                A answer = bench.ask(question, (step, done) -> tell(title, step, done));
                Page page = new Page(COLUMNS, false, new CommandWords(question.said()));
                text.accept(answer, page);
                lines = page.text().lines().toList();
            } catch (RefusedException e) {
                String next = new CommandWords().of(e.refusal().hint());
                lines = Thread.currentThread().isInterrupted()
                        ? List.of("It was stopped.")
                        : next.isEmpty()
                                ? List.of(e.refusal().message())
                                : List.of(e.refusal().message(), next + ".");
            }
            heard.accept(new RunState(title, false, "", 1, lines));
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
