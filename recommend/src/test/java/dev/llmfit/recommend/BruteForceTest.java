package dev.llmfit.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.offer.FewTypes;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.search.LaunchSearch;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.speed.FittedSpeed;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.Score;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.speed.SpeedModel;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On small spaces the search finds what trying every launch finds. */
class BruteForceTest {
    private static final long SEED = 7;
    private static final RuleBook RULES = RuleBook.bundled();
    private static final Engines SUMS = new Engines(new LayerSums(), new PeakBandwidth(), EngineBuild.NEWEST);

    /** Layers of a few MiB cost more to hand over than to read on the CPU; the search offloads all the same. */
    private static final int LEAST_WIDTH = 2048;

    /** Where llama.cpp's own split is nearly the fastest it is taken, and reads prompts nearly as fast. */
    private static final double NEARLY = 0.02;

    private static final List<String> TYPES = List.of("Q8_0", "Q4_K_M", "Q2_K");

    @Test
    void theFirstLaunchIsTheBestOfAll() {
        Random random = new Random(SEED);
        int compared = 0;
        for (int i = 0; i < 120; i++) {
            SmallModel model = SmallModel.random(random, 8);
            Machine machine = SmallMachine.random(random);
            if (machine.devices().size() < 2) {
                compare(SUMS, model, machine, Request.chat(), "seed " + SEED + ", case " + i);
                compared++;
            }
        }
        assertTrue(compared >= 50, compared + " cases");
    }

    @ParameterizedTest
    @CsvSource({"2, 6, 50", "3, 3, 40"})
    void theFirstSplitOverUnlikeCardsIsTheBestOfAll(int cards, int mostLayers, int cases) {
        Random random = new Random(SEED + cards);
        int fits = 0;
        for (int i = 0; i < cases; i++) {
            ModelOffer model = new FewTypes(SmallModel.random(random, mostLayers), TYPES);
            Machine machine = unlike(model, cards, random);
            fits += compare(SUMS, model, machine, Request.chat(), "seed " + (SEED + cards) + ", case " + i) ? 1 : 0;
        }
        assertTrue(fits > cases / 3, fits + " fit");
    }

    /** The exact allocator and the fitted speeds: fewer cases, because each launch takes a fraction of a millisecond. */
    @ParameterizedTest
    @CsvSource({"1, 6, 12", "2, 4, 12", "3, 2, 8"})
    void theFirstLaunchIsTheBestOfAllByTheGraphAllocator(int cards, int mostLayers, int cases) {
        Engines real = new Engines(new GraphEstimator(), new FittedSpeed(SpeedModel.bundled()), EngineBuild.NEWEST);
        Random random = new Random(SEED + 10 + cards);
        for (int i = 0; i < cases; i++) {
            SmallModel small = SmallModel.random(random, mostLayers);
            while (small.embd() < LEAST_WIDTH) {
                small = SmallModel.random(random, mostLayers);
            }
            ModelOffer model = new FewTypes(small, List.of("Q8_0", "Q4_K_M"));
            Machine machine = unlike(model, cards, random);
            compare(real, model, machine, Request.chat(), "seed " + (SEED + 10 + cards) + ", case " + i);
        }
    }

    /** Returns a machine whose cards differ in size and speed and together hold a part of the model or all of it. */
    private static Machine unlike(ModelOffer model, int cards, Random random) {
        double gib = model.fileBytes("Q4_K_M").gib();
        Machine machine = AnyMachine.cpu(1 + gib * 3 * random.nextDouble(), 60);
        for (int d = 0; d < cards; d++) {
            double size = 1.02 + gib * 2 * random.nextDouble() / cards;
            machine = AnyMachine.withCard(machine, Backend.CUDA, size, 200 + 900 * random.nextDouble());
        }
        return machine;
    }

    private static boolean compare(Engines engines, ModelOffer model, Machine machine, Request request, String where) {
        Situation s = new Recommender(machine, RULES, engines).situation(request.withTop(1), true);
        Optional<PlannedLaunch> found = new LaunchSearch(
                        model, model.fileTypes(), machine, s.budgets(), s.objective(), request.cacheTypes(), engines)
                .next();
        Exhaustive exhaustive = new Exhaustive(model, machine, s, request.cacheTypes(), engines);
        Optional<Score> best = exhaustive.best();
        String told = where + ": " + model + " on " + AnyMachine.told(machine) + " "
                + found.map(l -> l.fileType() + " " + l.options()).orElse("nothing") + " against "
                + exhaustive.winner();
        assertEquals(best.isPresent(), found.isPresent(), told);
        if (best.isPresent()) {
            Score score = found.get().score();
            assertEquals(best.get().tier(), score.tier(), told);
            assertEquals(best.get().utility(), score.utility(), NEARLY, score + " against " + best.get() + ", " + told);
            // where more speed is worth nothing, equals may differ in it a little
            assertTrue(score.tg() >= best.get().tg() * 0.9, told + ": " + score.tg() + " tok/s");
        }
        return best.isPresent();
    }
}
