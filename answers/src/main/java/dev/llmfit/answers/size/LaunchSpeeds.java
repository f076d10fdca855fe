package dev.llmfit.answers.size;

import dev.llmfit.answers.size.SizeAnswer.Speeds;
import dev.llmfit.gguf.Model;
import dev.llmfit.sizing.speed.DraftedSpeed;
import dev.llmfit.sizing.speed.Energy;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.MachinePower;
import dev.llmfit.sizing.speed.ModelWork;
import dev.llmfit.sizing.speed.NetworkShare;
import dev.llmfit.sizing.speed.SpeculativeSpeed;
import dev.llmfit.sizing.speed.SpeedModel;
import dev.llmfit.sizing.speed.SpeedRequest;
import dev.llmfit.sizing.speed.Turn;
import dev.llmfit.sizing.speed.TurnTime;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Predicts the speeds of a sized launch. */
final class LaunchSpeeds {
    private LaunchSpeeds() {}

    /**
     * Returns the speed of a launch that fits and runs: nobody has measured attention on the CPU over a GPU's cache.
     *
     * @param works what a token costs of a model
     */
    static Speeds of(
            SpeedModel model,
            SizeQuestion question,
            SizedLaunch own,
            Optional<SizedLaunch> draft,
            Function<Model, ModelWork> works) {
        LaunchSpeed h = LaunchSpeed.assuming(own.machine()).withBuild(question.build());
        SpeedRequest one = own.speed(h, works.apply(own.model()));
        int slots = Math.max(1, own.options().nParallel());
        int nCtx = own.estimate().nCtx();
        int most = own.options().kvUnified() ? nCtx : nCtx / slots;
        Turn first = question.turn().in(Math.max(1, nCtx / slots), Math.max(1, most));
        int nDraft = question.speculation().drafted();
        Optional<DraftedSpeed> speculative = draft.filter(d -> nDraft > 0)
                .map(d -> question.speculation().predictsNextTokens()
                        ? SpeculativeSpeed.nextTokens(model, one, nDraft)
                        : SpeculativeSpeed.generation(model, one, d.speed(h, works.apply(d.model())), nDraft));
        return new Speeds(
                Optional.of(model.predict(one)),
                slots < 2
                        ? Optional.empty()
                        : Optional.of(BusySlots.of(model, one, nCtx, own.options(), first.prompt())),
                speculative,
                Stream.of(first, first.next())
                        .filter(turn -> turn.tokens() <= most)
                        .map(turn -> TurnTime.of(model, one, turn))
                        .toList(),
                Energy.of(model, one, MachinePower.of(own.machine())),
                NetworkShare.of(one));
    }
}
