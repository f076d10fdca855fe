package dev.llmfit.recommend.search;

import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.Sizer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.Speculation;
import dev.llmfit.sizing.UnsupportedArchitectureException;
import dev.llmfit.sizing.speed.SpeculativeSpeed;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a launch guesses tokens ahead with the model's own layers for next-token prediction ({@code --spec-type draft-mtp}): where it
 * fits with the same placement and the context that is needed, and helps. How many guesses are taken depends on the text, so a score
 * counts none of it.
 */
public final class GuessedAhead {
    /** With what is usually taken it is to be so many times as fast: less is not worth a second context. Judgement. */
    private static final double WORTH = 1.15;

    private static final Speculation NEXT_TOKENS =
            new Speculation(Set.of(Speculation.Type.DRAFT_MTP), SpeculativeSpeed.N_DRAFT);

    private final Situation situation;
    private final Engines engines;

    public GuessedAhead(Situation situation, Engines engines) {
        this.situation = situation;
        this.engines = engines;
    }

    /** Returns the launch with guesses; the same one where they do not fit or do not help. */
    public PlannedLaunch of(PlannedLaunch launch, ModelProfile profile) {
        boolean small = situation.objective().weights().size() > 0; // what is left is for other programs
        if (small
                || profile.hyper().nLayerNextn() == 0
                || launch.options().nParallel() > 1
                || launch.options().embeddings()
                || !helps(launch)) {
            return launch;
        }
        var model = launch.offer().model(launch.fileType());
        Machine machine = situation.machine();
        Budgets budgets = ProjectorRoom.of(launch.offer(), situation.objective().useCase(), machine, engines.build())
                .left(engines.learned(situation.budgets(), machine, model));
        // Rows of logits are those of a round, not those of one token.
        LaunchOptions options = NEXT_TOKENS.target(launch.options().withNOutputsMax(0));
        try {
            return new Sizer(engines.memory(), model, budgets.memory(), engines.build())
                    .size(options)
                    .filter(budgets::fits)
                    .map(e -> launch.with(options, e))
                    .orElse(launch);
        } catch (UnsupportedArchitectureException e) {
            return launch; // what is not sized is not offered
        }
    }

    /** Returns whether it is never slower, and clearly faster with what is usually taken. */
    private boolean helps(PlannedLaunch launch) {
        Speed.Range plain = launch.speed().tg();
        return speed(engines, situation.machine(), launch)
                .filter(r -> r.low() >= plain.low() && r.mid() >= WORTH * plain.mid())
                .isPresent();
    }

    /** Returns the speed of a launch with guesses. */
    public static Optional<Speed.Range> speed(Engines engines, Machine machine, PlannedLaunch launch) {
        return engines.speed()
                .nextTokens(
                        launch.offer().model(launch.fileType()),
                        machine,
                        launch.options(),
                        launch.estimate().layerDevice(),
                        NEXT_TOKENS.nMax());
    }
}
