package dev.llmfit.recommend.search;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.NextLayer;
import dev.llmfit.recommend.fit.Sizer;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.quality.QualityTable;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.recommend.wish.Objective;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Score;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The launch that comes nearest to fitting, and what it misses.
 *
 * @param nearest the launch; its verdict is {@code NO_FIT}
 * @param why what is missing, one or two sentences
 */
public record Shortfall(PlannedLaunch nearest, String why) {
    /** Sizes the smallest file with the least context that answers the request. */
    public static Shortfall of(
            ModelOffer offer, List<String> fileTypes, ModelProfile profile, Situation s, Engines engines) {
        Objective objective = s.objective();
        String fileType = fileTypes.stream()
                .filter(t -> offer.loss(t).pplPercent().orElse(0.0) <= objective.floorPpl())
                .min(Comparator.comparing(offer::fileBytes))
                .orElseGet(() -> fileTypes.stream()
                        .min(Comparator.comparing(offer::fileBytes))
                        .orElseThrow());
        int ctx = objective.ctxFixed()
                ? objective.ctx()
                : objective.ctx(Math.min(objective.ctxEach(), LaunchSpace.SMALLEST_CTX));
        Model model = offer.model(fileType);
        LaunchOptions base = LaunchOptions.defaults()
                .withNCtx(ctx)
                .withNParallel(objective.slots())
                .withNOutputsMax(objective.slots())
                .withNGpuLayers(0);
        LaunchOptions options = smallestCache(model, base, s, engines);
        GgmlType cache = options.typeK();
        Estimate estimate = engines.memory().estimate(model, s.budgets().memory(), options, engines.build());
        Speed speed = engines.speed().speed(model, s.machine(), options, estimate.layerDevice());
        Quality quality = QualityTable.withCache(offer.loss(fileType), profile.parameters(), cache, cache);
        PlannedLaunch launch = new PlannedLaunch(
                offer,
                fileType,
                offer.fileBytes(fileType),
                options,
                estimate,
                Verdict.NO_FIT,
                quality,
                speed,
                NextLayer.NONE,
                new Score(2, Double.NEGATIVE_INFINITY, speed.tg().mid()));
        return new Shortfall(launch, missing(launch, engines.learned(s.budgets(), s.machine(), model)));
    }

    /** Returns the launch with the last cache type that llama.cpp accepts: not every type divides every head. */
    private static LaunchOptions smallestCache(Model model, LaunchOptions base, Situation s, Engines engines) {
        Sizer sizer = new Sizer(engines.memory(), model, s.budgets().memory(), engines.build());
        List<GgmlType> types = s.request().cacheTypes();
        for (GgmlType type : types.reversed()) {
            LaunchOptions options = base.withTypeK(type).withTypeV(type);
            if (sizer.size(options).isPresent()) {
                return options;
            }
        }
        return base.withTypeK(types.getLast()).withTypeV(types.getLast()); // sizing it says why it is refused
    }

    private static String missing(PlannedLaunch launch, Budgets budgets) {
        long needed = launch.estimate().host().total().count();
        for (var device : launch.estimate().devices()) {
            needed = Math.addExact(needed, device.total().count());
        }
        long available = budgets.lending(launch.estimate()).usable();
        return String.format(
                Locale.ROOT,
                "The smallest file worth running, %s, needs %s with %,d tokens; %s may be used here: %s too little.",
                launch.fileType(),
                Bytes.of(needed),
                launch.options().nCtx(),
                Bytes.of(available),
                Bytes.of(Math.max(0, needed - available)));
    }

    /** Returns why the best launch that fits is not worth running. */
    public static String notWorthIt(PlannedLaunch launch, Objective objective) {
        double tg = launch.tg();
        if (tg < objective.floorTps()) {
            return String.format(
                    Locale.ROOT,
                    "The best that fits, %s, would write about %.1f tok/s; at least %.0f are worth running.",
                    launch.fileType(),
                    tg,
                    objective.floorTps());
        }
        return String.format(
                Locale.ROOT,
                "The best that fits, %s, is too coarse: perplexity %.0f %% above the 16-bit model.",
                launch.fileType(),
                launch.quality().pplPercent().orElse(0.0));
    }
}
