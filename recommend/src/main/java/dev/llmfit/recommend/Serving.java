package dev.llmfit.recommend;

import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.recommend.speed.SpeedForecast;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.FirstToken;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.sizing.speed.Turn;
import dev.llmfit.units.Amount;
import java.util.List;
import java.util.function.IntFunction;

/**
 * How a launch serves several people at the same time.
 *
 * @param users slots
 * @param ctxEach context of each, tokens
 * @param empty tok/s of each while the contexts are empty
 * @param half tok/s of each with half of the context filled
 * @param full tok/s of each with the context filled
 * @param prompt the prompt whose first token is waited for, tokens
 * @param promptSpeed how fast it is read, tok/s
 */
public record Serving(
        int users, int ctxEach, double empty, Speed.Range half, double full, int prompt, Speed.Range promptSpeed) {
    public Serving {
        Amount.count(users, "users");
        Amount.count(ctxEach, "ctxEach");
        Amount.rate(empty, "empty");
        Amount.rate(full, "full");
        Amount.count(prompt, "prompt");
    }

    /** Returns the tokens a second of all together with half of the context filled. */
    public Speed.Range total() {
        return new Speed.Range(users * half.low(), users * half.mid(), users * half.high());
    }

    /** Returns how long the first token of the prompt is waited for, if so many send one at the same time. */
    public FirstToken firstToken(int together) {
        return FirstToken.of(
                prompt, together, new SpeedRange(promptSpeed.low(), promptSpeed.mid(), promptSpeed.high()));
    }

    /** Returns how a launch serves its slots. */
    static Serving of(SpeedForecast speeds, PlannedLaunch launch, Machine machine) {
        LaunchOptions options = launch.options();
        int users = options.nParallel();
        int each = options.nCtx() / users;
        Model model = launch.offer().model(launch.fileType());
        List<Integer> where = launch.estimate().layerDevice();
        IntFunction<Speed.Range> at = depth -> speeds.serving(model, machine, options, where, depth);
        int prompt = Turn.usual(each).prompt();
        return new Serving(
                users,
                each,
                at.apply(0).mid(),
                at.apply(each / 2),
                at.apply(each).mid(),
                prompt,
                speeds.prompt(model, machine, options, where, prompt));
    }
}
