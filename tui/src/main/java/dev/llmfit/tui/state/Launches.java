package dev.llmfit.tui.state;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.bench.BenchQuestion;
import dev.llmfit.answers.measure.EngineUse;
import dev.llmfit.answers.measure.WantedLaunch;
import dev.llmfit.answers.models.PullQuestion;
import dev.llmfit.answers.verify.VerifyQuestion;
import dev.llmfit.engine.Launch;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.emit.Plan;
import dev.llmfit.recommend.emit.Target;
import dev.llmfit.tui.state.Chosen.Changes;
import dev.llmfit.units.NextStep.Ask;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The launch of a plan as text to paste, and as something to run. */
public final class Launches {
    private Launches() {}

    /** Returns the plan of a launch as recommended with what was changed. */
    static Plan plan(Candidate c, Changes changes) {
        Plan p = c.plan();
        return changes.equals(Changes.NONE)
                ? p
                : new Plan(
                        p.model(),
                        p.fileType(),
                        p.source(),
                        p.images(),
                        p.ollama(),
                        Questions.options(c, changes),
                        p.flashAttn(),
                        p.layers(),
                        p.cards(),
                        p.threads(),
                        p.host(),
                        p.growth(),
                        p.embedding(),
                        p.chat());
    }

    /** Returns what is pasted for a program, in one line or several; empty if it cannot express the launch. */
    public static Optional<String> text(Candidate c, Changes changes, Target target) {
        Plan plan = plan(c, changes);
        return target.obstacle(plan).isPresent()
                ? Optional.empty()
                : Optional.of(target.emit(plan).stripTrailing());
    }

    /** Returns the command that runs a launch. */
    public static String run(Candidate c, Changes changes) {
        return text(c, changes, Target.LLAMA_SERVER).orElse("");
    }

    /** Returns the command that proves a launch. */
    public static String prove(Candidate c, Changes changes) {
        Ask ask = new Ask("verify")
                .and("model", Questions.reference(c))
                .and("flags", String.join(" ", plan(c, changes).provedArguments()));
        return new CommandWords().of(ask);
    }

    /** Returns the question that runs a launch and holds it against its prediction. */
    public static VerifyQuestion verify(Candidate c, Changes changes, boolean anyway) {
        return new VerifyQuestion(
                Questions.reference(c),
                wanted(c, changes, anyway),
                VerifyQuestion.tolerance(VerifyQuestion.USUAL_TOLERANCE),
                true,
                false,
                OptionalDouble.empty(),
                EngineUse.DEFAULT);
    }

    /** Returns the question that measures the speed of a launch. */
    public static BenchQuestion bench(Candidate c, Changes changes) {
        return new BenchQuestion(
                Optional.of(Questions.reference(c)),
                wanted(c, changes, false),
                List.of(),
                BenchQuestion.workloads(
                        List.of(BenchQuestion.USUAL_PROMPT), List.of(BenchQuestion.USUAL_GENERATION), List.of(0)),
                BenchQuestion.USUAL_REPETITIONS,
                BenchQuestion.USUAL_TIME,
                EngineUse.DEFAULT);
    }

    /** Returns the question that downloads the file of a launch; empty where it lies here or nobody is known to publish it. */
    public static Optional<PullQuestion> fetch(Candidate c, HardwareSelector machine) {
        return c.plan().source().reference().map(r -> new PullQuestion("hf:" + r, false, machine));
    }

    private static WantedLaunch wanted(Candidate c, Changes changes, boolean anyway) {
        Launch launch = new Launch(
                Questions.options(c, changes).withNOutputsMax(c.options().nOutputsMax()),
                OptionalInt.empty(),
                List.of());
        return new WantedLaunch(launch, true, anyway);
    }
}
