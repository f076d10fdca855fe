package dev.llmfit.answers.recommend;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.emit.Target;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.Optional;

/** A launch as a runtime wants to be told it: a command, a file, a program. */
public final class Emission {
    private Emission() {}

    /**
     * Returns the text for a runtime, without a line break at its end.
     *
     * @throws RefusedException if the runtime's format cannot express the launch
     */
    public static String of(Candidate launch, Target target) {
        Optional<String> obstacle = target.obstacle(launch.plan());
        if (obstacle.isPresent()) {
            throw new RefusedException(new Refusal(
                    Refusal.Kind.BAD_QUESTION,
                    "usage",
                    obstacle.get() + ".",
                    Hint.of("rename the file or choose another {0}", new Change("emit", ""))));
        }
        return target.emit(launch.plan()).stripTrailing();
    }

    /**
     * Returns the best launch of an answer.
     *
     * @throws RefusedException if nothing fits, so that there is no launch to write
     */
    public static Candidate first(RecommendAnswer answer, Target target) {
        if (answer.found().outcome() == Recommendation.Outcome.NOTHING_FITS) {
            throw new RefusedException(new Refusal(
                    Refusal.Kind.LAUNCH,
                    "no-fit",
                    answer.found().why().orElse("Nothing fits this machine."),
                    Hint.plain("there is no launch to write for " + target.id())));
        }
        return answer.found().candidates().getFirst();
    }
}
