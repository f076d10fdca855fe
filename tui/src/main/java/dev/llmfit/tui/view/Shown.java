package dev.llmfit.tui.view;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.tui.state.Chosen;
import dev.llmfit.tui.state.Known;
import dev.llmfit.tui.state.Row;
import dev.llmfit.tui.state.Rows;
import dev.llmfit.tui.state.RunState;
import dev.llmfit.tui.state.Screen;
import java.util.List;
import java.util.Optional;

/**
 * What is drawn.
 *
 * @param screen what is looked at
 * @param known what has been answered
 * @param run what runs
 * @param rows the models of the list
 */
record Shown(Screen screen, Known known, RunState run, List<Row> rows) {
    Chosen chosen() {
        return screen.chosen();
    }

    /** Returns the model of the plan. */
    Optional<String> model() {
        return Rows.model(chosen(), known);
    }

    /** Returns what is recommended for the model of the plan. */
    Optional<RecommendAnswer> best() {
        return Rows.best(chosen(), known);
    }

    /** Returns the launch of the plan as it is recommended. */
    Optional<Candidate> launch() {
        return best().flatMap(RecommendAnswer::first);
    }

    /** Returns the ellipsis that a title has while an answer is awaited. */
    String late(Question<?> question) {
        return known.has(question) ? "" : " …";
    }

    boolean focused(int pane) {
        return screen.focus() == pane && !screen.searching();
    }
}
