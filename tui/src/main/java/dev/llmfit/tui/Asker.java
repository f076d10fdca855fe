package dev.llmfit.tui;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.models.LocalModelsQuestion;
import dev.llmfit.answers.plan.PlanQuestion;
import dev.llmfit.answers.quants.QuantsQuestion;
import dev.llmfit.answers.recommend.RecommendQuestion;
import dev.llmfit.answers.size.FitsQuestion;
import dev.llmfit.answers.sweep.SweepQuestion;
import dev.llmfit.tui.state.Known.Answered;
import dev.llmfit.tui.state.Known.Refused;
import dev.llmfit.tui.state.Known.Result;
import dev.llmfit.units.AbandonedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions on threads of its own: what is wanted now replaces what was wanted before, which is given up where it had begun. A
 * launch is sized beside a search, and a search beside a list of purchases, so that the quick answer never waits for the slow one.
 */
final class Asker {
    private final Lane quick;
    private final Lane searching;
    private final Lane slow;

    /**
     * Creates the threads.
     *
     * @param heard hears each result, on one of them
     */
    Asker(Workbench bench, BiConsumer<Question<?>, Result> heard) {
        quick = new Lane("answers-size", bench, heard);
        searching = new Lane("answers-search", bench, heard);
        slow = new Lane("answers-slow", bench, heard);
    }

    /** Says what is wanted, the most urgent first. */
    void want(List<Question<?>> questions) {
        quick.want(questions.stream().filter(q -> !isSearch(q) && !isSlow(q)).toList());
        searching.want(questions.stream().filter(Asker::isSearch).toList());
        slow.want(questions.stream().filter(Asker::isSlow).toList());
    }

    /** Ends; what has begun is given up. */
    void end() {
        quick.end();
        searching.end();
        slow.end();
    }

    /** Asks, whatever comes of it. */
    static Result result(Workbench bench, Question<?> question) {
        try {
            return new Answered(bench.ask(question));
        } catch (RefusedException e) {
            return new Refused(e.refusal());
        } catch (Error e) { // memory, or a class of another build: a sentence, as in every shell
            return new Refused(Refusal.of(e));
        }
    }

    private static boolean isSearch(Question<?> question) {
        return question instanceof RecommendQuestion
                || question instanceof FitsQuestion
                || (question instanceof SweepQuestion sweep && sweep.values().size() > 1);
    }

    private static boolean isSlow(Question<?> question) {
        return question instanceof PlanQuestion
                || question instanceof QuantsQuestion
                || question instanceof LocalModelsQuestion;
    }

    private static final class Lane {
        private final Workbench bench;
        private final BiConsumer<Question<?>, Result> heard;
        private List<Question<?>> wanted = new ArrayList<>();
        private @Nullable Question<?> begun;
        private boolean ended;
        private boolean answering;
        private final Thread thread;

        Lane(String name, Workbench bench, BiConsumer<Question<?>, Result> heard) {
            this.bench = bench;
            this.heard = heard;
            thread = new Thread(this::answer, name);
            thread.setDaemon(true);
            thread.start();
        }

        synchronized void want(List<Question<?>> questions) {
            wanted = new ArrayList<>(questions);
            if (!wanted.remove(begun)) {
                giveUp();
            }
            notifyAll();
        }

        synchronized void end() {
            ended = true;
            giveUp();
            notifyAll();
        }

        /** Nothing but an answer is interrupted: not the waiting for the next question, nor the telling. */
        private void giveUp() {
            if (answering) {
                begun = null; // wanted again, it begins anew
                thread.interrupt();
            }
        }

        /** Returns whether what has begun was given up. */
        private synchronized boolean over() {
            answering = false;
            return Thread.interrupted();
        }

        private synchronized @Nullable Question<?> next() throws InterruptedException {
            begun = null;
            while (wanted.isEmpty() && !ended) {
                wait();
            }
            begun = ended ? null : wanted.removeFirst();
            answering = begun != null;
            return begun;
        }

        private void answer() {
            try {
                for (Question<?> question = next(); question != null; question = next()) {
                    Question<?> asked = question;
                    Optional<Result> result = unlessGivenUp(question);
                    if (!over() && !ended()) {
                        result.ifPresent(r -> heard.accept(asked, r));
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the end
            }
        }

        private Optional<Result> unlessGivenUp(Question<?> question) {
            try {
                return Optional.of(result(bench, question));
            } catch (AbandonedException e) {
                return Optional.empty();
            }
        }

        private synchronized boolean ended() {
            return ended;
        }
    }
}
