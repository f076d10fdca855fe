package dev.llmfit.recommend.search;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.BatchMode;
import dev.llmfit.recommend.wish.Objective;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.sizing.LaunchOptions;
import java.util.List;
import java.util.Optional;

/** Launches of one file that differ in the number of users alone: everything on cards, or as a machine holds it best. */
public final class SeveralUsers {
    private final ModelOffer offer;
    private final String fileType;
    private final GgmlType cache;
    private final Objective objective;
    private final Engines engines;
    private final ModelProfile profile;

    /**
     * Creates them.
     *
     * @param cache type of keys and values
     * @param objective with the context of each user
     */
    public SeveralUsers(ModelOffer offer, String fileType, GgmlType cache, Objective objective, Engines engines) {
        this.offer = offer;
        this.fileType = fileType;
        this.cache = cache;
        this.objective = objective;
        this.engines = engines;
        this.profile = ModelProfile.of(offer.shape());
    }

    /** Returns the launch for so many users with every layer on devices, or on the host of a machine without any. */
    public LaunchOptions whole(int users) {
        Objective own = objective.of(objective.ctxEach(), users);
        return new LaunchSpace(own, profile, offer, List.of(cache))
                .base(own.ctx(), cache, BatchMode.USUAL)
                .withNGpuLayers(profile.layers() + 1);
    }

    /**
     * Returns the launch with the most users on a machine, wherever its layers lie, in which each writes fast enough with half of the
     * context filled; empty if there is none.
     *
     * @param leastTps what each writes at least, tok/s
     */
    public Optional<PlannedLaunch> most(Machine machine, Budgets budgets, double leastTps) {
        return AimSearch.largest(
                1,
                LaunchOptions.MAX_PARALLEL,
                users -> new LaunchSearch(
                                offer,
                                List.of(fileType),
                                machine,
                                budgets,
                                objective.of(objective.ctxEach(), users),
                                List.of(cache),
                                engines)
                        .next(option -> option.bound().tg() >= leastTps)
                        .filter(launch -> each(machine, launch) >= leastTps));
    }

    private double each(Machine machine, PlannedLaunch launch) {
        return engines.speed()
                .serving(
                        offer.model(fileType),
                        machine,
                        launch.options(),
                        launch.estimate().layerDevice(),
                        objective.ctxEach() / 2)
                .mid();
    }
}
