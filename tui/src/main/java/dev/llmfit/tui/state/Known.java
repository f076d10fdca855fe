package dev.llmfit.tui.state;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.Refusal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What has been answered so far. A question is its own key, so that an answer is never shown under another question.
 *
 * @param results results by question, the oldest first
 * @param warning a sentence that concerns all answers; empty for none
 */
public record Known(Map<Question<?>, Result> results, String warning) {
    /** Nothing. */
    public static final Known NOTHING = new Known(Map.of(), "");

    /** So many results are kept: some screens of models and the steps of a slider. Judgement. */
    private static final int MOST = 600;

    public Known {
        results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
    }

    /** What became of a question. */
    public sealed interface Result {}

    /**
     * An answer.
     *
     * @param answer the answer
     */
    public record Answered(Answer answer) implements Result {}

    /**
     * None.
     *
     * @param refusal why
     */
    public record Refused(Refusal refusal) implements Result {}

    /** Returns the same with one more result. */
    public Known with(Question<?> question, Result result) {
        Map<Question<?>, Result> more = new LinkedHashMap<>(results);
        more.put(question, result);
        while (more.size() > MOST) {
            more.remove(more.keySet().iterator().next());
        }
        return new Known(more, warning);
    }

    /** Returns the same without the result of a question, which is asked again. */
    public Known without(Question<?> question) {
        Map<Question<?>, Result> fewer = new LinkedHashMap<>(results);
        fewer.remove(question);
        return new Known(fewer, warning);
    }

    /** Returns the same with a sentence that concerns all answers. */
    public Known warning(String sentence) {
        return new Known(results, sentence);
    }

    /** Returns whether there is a result. */
    public boolean has(Question<?> question) {
        return results.containsKey(question);
    }

    /** Returns the answer to a question; empty if there is none yet, or never will be. */
    @SuppressWarnings("unchecked") // a question's own answer is kept under it
    public <A extends Answer> Optional<A> answer(Question<A> question) {
        return results.get(question) instanceof Answered answered
                ? Optional.of((A) answered.answer())
                : Optional.empty();
    }

    /** Returns the newest answer to a question of a kind that is like another: what stays on the screen until that is answered. */
    public <A extends Answer, Q extends Question<A>> Optional<A> newest(Class<Q> kind, Predicate<Q> like) {
        return results.keySet().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(like)
                .flatMap(q -> answer(q).stream())
                .reduce((before, after) -> after);
    }

    /** Returns why there is no answer. */
    public Optional<Refusal> refusal(Question<?> question) {
        return results.get(question) instanceof Refused refused ? Optional.of(refused.refusal()) : Optional.empty();
    }
}
