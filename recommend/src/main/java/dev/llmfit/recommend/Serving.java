package dev.llmfit.recommend;

import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.speed.SpeedForecast;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.units.Amount;

/**
 * How a launch serves several people at the same time.
 *
 * @param users slots
 * @param ctxEach context of each, tokens
 * @param empty tok/s of each while the contexts are empty
 * @param half tok/s of each with half of the context filled
 * @param full tok/s of each with the context filled
 */
public record Serving(int users, int ctxEach, double empty, double half, double full) {
    public Serving {
        Amount.count(users, "users");
        Amount.count(ctxEach, "ctxEach");
        Amount.rate(empty, "empty");
        Amount.rate(half, "half");
        Amount.rate(full, "full");
    }

    /** Returns the tokens a second of all together with half of the context filled. */
    public double total() {
        return users * half;
    }

    /** Returns how a launch serves its slots. */
    static Serving of(SpeedForecast speeds, PlannedLaunch launch, Machine machine) {
        int users = launch.options().nParallel();
        int each = launch.options().nCtx() / users;
        double[] tg = new double[3];
        for (int i = 0; i < tg.length; i++) {
            tg[i] = speeds.serving(
                    launch.offer().model(launch.fileType()),
                    machine,
                    launch.options(),
                    launch.estimate().layerDevice(),
                    each * i / 2);
        }
        return new Serving(users, each, tg[0], tg[1], tg[2]);
    }
}
