package dev.llmfit.answers.verify;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.recommend.RecommendQuestion;
import dev.llmfit.engine.Progress;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.SequencedMap;

/**
 * What is the best launch here, and is it true? The first candidate of a recommendation is run on this machine; one that cannot
 * get its memory is remembered, and the first of a recommendation that knows of it is tried instead.
 *
 * @param wish what is to be recommended
 */
public record ProveQuestion(RecommendQuestion wish) implements Question<ProveAnswer> {
    /**
     * Creates a question.
     *
     * @throws RefusedException if the recommendation is for another machine
     */
    public ProveQuestion {
        SequencedMap<String, String> machine = wish.machine().fields();
        if (!machine.isEmpty()) {
            throw new RefusedException(Refusal.usage(
                    "recommend",
                    Hint.of(
                            "{0} runs on this machine, not on the one that {1} names.",
                            new Change("verify", ""),
                            new Change(machine.firstEntry().getKey(), ""))));
        }
    }

    @Override
    public Said said() {
        return wish.said();
    }

    @Override
    public ProveAnswer answer(Workbench bench, Progress progress) {
        return new ProveAnswering(this, bench, progress).answer();
    }
}
