package dev.llmfit.tui;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.render.Page;
import dev.llmfit.render.bench.BenchText;
import dev.llmfit.render.models.PullText;
import dev.llmfit.render.verify.VerifyText;
import dev.llmfit.tui.state.Chosen.Changes;
import dev.llmfit.tui.state.Known;
import dev.llmfit.tui.state.Launches;
import dev.llmfit.tui.state.Rows;
import dev.llmfit.tui.state.Screen;
import dev.llmfit.tui.state.Wanted;
import dev.llmfit.units.AbandonedException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Something that takes a while: a run of an engine, a download.
 *
 * @param title what it is called
 * @param question what is asked
 * @param text writes its answer
 * @param well what is said of it where it came out as it should, a few words
 */
record Job<A extends Answer>(String title, Question<A> question, BiConsumer<A, Page> text, String well) {
    /**
     * What came of a job.
     *
     * @param good whether it came out as it should
     * @param result that in a few words
     * @param lines all of it
     */
    record Done(boolean good, String result, List<String> lines) {}

    private static final Done STOPPED = new Done(false, "stopped", List.of("It was stopped."));

    /** Returns what is wanted of the launch of the plan; empty while that is not known. */
    static Optional<Job<?>> of(Wanted.Plain wanted, Screen screen, Known known) {
        return Rows.best(screen.chosen(), known).flatMap(a -> a.first()).flatMap(c -> of(wanted, screen, c));
    }

    private static Optional<Job<?>> of(Wanted.Plain wanted, Screen screen, Candidate c) {
        Changes changes = screen.chosen().launch();
        String what = c.model() + " " + c.fileType();
        return switch (wanted) {
            case VERIFY, VERIFY_ANYWAY ->
                Optional.of(new Job<>(
                        "Verify  " + what,
                        Launches.verify(c, changes, wanted == Wanted.Plain.VERIFY_ANYWAY),
                        VerifyText::print,
                        "as predicted"));
            case BENCH ->
                Optional.of(new Job<>("Bench  " + what, Launches.bench(c, changes), BenchText::print, "measured"));
            case FETCH ->
                Launches.fetch(c, screen.chosen().machine())
                        .map(question -> new Job<>("Download  " + what, question, PullText::print, "downloaded"));
            default -> Optional.empty();
        };
    }

    /** Does it and returns what came out, in lines of so many columns. */
    Done done(Workbench bench, Progress progress, int columns) {
        try {
            A answer = bench.ask(question, progress);
            Page page = new Page(columns, false, new CommandWords(question.said()));
            text.accept(answer, page);
            boolean good = answer.outcome() == Answer.Outcome.DONE;
            return new Done(
                    good,
                    good ? well : "outside its tolerance",
                    page.text().lines().toList());
        } catch (AbandonedException e) {
            return STOPPED;
        } catch (RefusedException e) {
            String next = new CommandWords().of(e.refusal().hint());
            return Thread.currentThread().isInterrupted()
                    ? STOPPED
                    : new Done(
                            false,
                            "failed",
                            next.isEmpty()
                                    ? List.of(e.refusal().message())
                                    : List.of(e.refusal().message(), next + "."));
        }
    }
}
