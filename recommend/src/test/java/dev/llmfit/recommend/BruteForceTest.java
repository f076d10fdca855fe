package dev.llmfit.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.probe.Machine;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.MemoryEstimator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** On small spaces the search finds what trying every launch finds. */
class BruteForceTest {
    private static final long SEED = 7;
    private static final RuleBook RULES = RuleBook.bundled();
    private static final MemoryEstimator MEMORY = new LayerSums();
    private static final Engines ENGINES = new Engines(MEMORY, new PeakBandwidth(), EngineBuild.NEWEST);

    @Test
    void theFirstLaunchIsTheBestOfAll() {
        Random random = new Random(SEED);
        int compared = 0;
        for (int i = 0; i < 120; i++) {
            SmallModel model = SmallModel.random(random, 8);
            Machine machine = SmallMachine.random(random);
            if (machine.devices().size() > 1) {
                continue; // every split of several devices is no small space
            }
            Request request = Request.chat().withTop(1);
            Situation s = new Recommender(machine, RULES, ENGINES).situation(request, true);
            Optional<Launch> found = new LaunchSearch(
                            model,
                            model.fileTypes(),
                            machine,
                            s.budgets(),
                            s.objective(),
                            request.cacheTypes(),
                            ENGINES)
                    .next();
            Optional<Score> best = exhaustive(model, machine, s, request.cacheTypes());
            assertEquals(
                    best, found.map(Launch::score), "seed " + SEED + ", case " + i + ": " + model + " on " + machine);
            compared++;
        }
        assertEquals(true, compared >= 50, compared + " cases");
    }

    private static Optional<Score> exhaustive(SmallModel model, Machine machine, Situation s, List<GgmlType> caches) {
        ModelProfile profile = ModelProfile.of(model.model("F16"));
        double worth = s.objective().modelWorth(profile.effectiveParameters(), Listing.NONE);
        Optional<Score> best = Optional.empty();
        for (String fileType : model.fileTypes()) {
            for (int ctx = s.objective().ctx(); ctx >= 2048; ctx /= 2) {
                for (GgmlType cache : caches) {
                    for (int ubatch : List.of(512, 128)) {
                        for (int ngl = 0; ngl <= profile.layers() + 1; ngl++) {
                            for (int moe = 0; moe <= (profile.moe() ? profile.layers() : 0); moe++) {
                                Optional<Score> score =
                                        score(model, machine, s, worth, fileType, ctx, cache, ubatch, ngl, moe);
                                best = score.isPresent()
                                                && (best.isEmpty()
                                                        || score.get().compareTo(best.get()) > 0)
                                        ? score
                                        : best;
                            }
                        }
                    }
                }
            }
        }
        return best;
    }

    private static Optional<Score> score(
            SmallModel model,
            Machine machine,
            Situation s,
            double worth,
            String fileType,
            int ctx,
            GgmlType cache,
            int ubatch,
            int ngl,
            int moe) {
        LaunchOptions options = LaunchOptions.defaults()
                .withNCtx(ctx)
                .withNUbatch(ubatch)
                .withNGpuLayers(ngl)
                .withNCpuMoe(moe)
                .withTypeK(cache)
                .withTypeV(cache);
        boolean whole = ngl == 0 || (ngl == model.layers() + 1 && moe == 0);
        if (ubatch < 512 && !whole) {
            return Optional.empty(); // a smaller batch is no choice for a part of the layers
        }
        Estimate e = MEMORY.estimate(model.model(fileType), s.budgets().memory(), options, EngineBuild.NEWEST);
        if (!s.budgets().fits(e)) {
            return Optional.empty();
        }
        double tg = ENGINES.speed()
                .speed(model.model(fileType), machine, options, e.layerDevice())
                .tg()
                .mid();
        Quality quality = QualityTable.withCache(
                QualityTable.of(fileType, ModelProfile.of(model.model("F16")).parameters(), Optional.empty()),
                cache,
                cache);
        Score score = s.objective()
                .score(worth, quality, tg, ctx, !machine.devices().isEmpty() && ngl > model.layers() && moe == 0);
        return Optional.of(ubatch == 512 ? score : new Score(score.tier(), score.utility() - 0.02, tg));
    }
}
