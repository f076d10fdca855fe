package dev.llmfit.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.offer.FewTypes;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.search.SeveralSearch;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.Score;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two models on one machine: no combination of their launches, tried one by one, is clearly better than what is found. */
class SeveralSearchTest {
    private static final long SEED = 2026;
    private static final int CTX = 4096;

    /** The models' shares of the memory are tried in steps, and each layer counts: a tenth of a doubling. */
    private static final double NEARLY = 0.1;

    private static final RuleBook RULES = RuleBook.bundled();
    private static final Engines SUMS = new Engines(new LayerSums(), new PeakBandwidth(), EngineBuild.NEWEST);
    private static final List<String> TYPES = List.of("Q8_0", "Q4_K_M");

    /** A launch that was tried. */
    private record Tried(Estimate estimate, Score score) {}

    /** Tiers first, then the sum of utilities. */
    private static double worth(List<Score> scores) {
        int worst = scores.stream().mapToInt(Score::tier).max().orElse(0);
        int tiers = scores.stream().mapToInt(Score::tier).sum();
        return -1e6 * worst
                - 1e3 * tiers
                + scores.stream().mapToDouble(Score::utility).sum();
    }

    private static List<Tried> every(ModelOffer model, Machine machine, Situation s) {
        List<Tried> tried = new ArrayList<>();
        ModelProfile profile = ModelProfile.of(model.shape());
        ScoredLaunch scores = new ScoredLaunch(model, machine, s, SUMS);
        for (String type : TYPES) {
            for (int ngl = 0; ngl <= (machine.devices().isEmpty() ? 0 : profile.layers() + 1); ngl++) {
                LaunchOptions options = LaunchOptions.defaults()
                        .withNCtx(CTX)
                        .withNOutputsMax(1)
                        .withNGpuLayers(ngl)
                        .withTypeK(GgmlType.F16)
                        .withTypeV(GgmlType.F16);
                Estimate e =
                        SUMS.memory().estimate(model.model(type), s.budgets().memory(), options, SUMS.build());
                tried.add(new Tried(e, scores.of(type, options, e, GgmlType.F16)));
            }
        }
        return tried;
    }

    @Test
    void noCombinationIsBetter() {
        Random random = new Random(SEED);
        int compared = 0;
        int apart = 0;
        for (int i = 0; i < 40; i++) {
            ModelOffer a = new FewTypes(SmallModel.random(random, 8), TYPES);
            ModelOffer b = new FewTypes(SmallModel.random(random, 8), TYPES);
            double gib = a.fileBytes("Q8_0").gib() + b.fileBytes("Q8_0").gib();
            Machine machine = AnyMachine.cpu(1 + 3 * gib * random.nextDouble(), 60);
            if (random.nextInt(4) > 0) {
                machine = AnyMachine.withCard(machine, Backend.CUDA, 1.6 + 2 * gib * random.nextDouble(), 500);
            }
            Request request = new Request(
                    Request.chat().useCase(),
                    Optional.of(CTX),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(GgmlType.F16),
                    Budgets.DEFAULT_MARGIN,
                    1);
            Situation s = new Recommender(machine, RULES, SUMS).situation(request, true);
            Budgets budgets = s.budgets().forProcesses(machine, 2);
            SeveralSearch search = new SeveralSearch(
                    List.of(new SeveralSearch.Part(a, TYPES, s), new SeveralSearch.Part(b, TYPES, s)),
                    machine,
                    budgets,
                    SUMS);
            double best = Double.NEGATIVE_INFINITY;
            for (Tried first : every(a, machine, s)) {
                for (Tried second : every(b, machine, s)) {
                    boolean fits = budgets.fits(first.estimate())
                            && budgets.without(first.estimate()).fits(second.estimate());
                    best = fits ? Math.max(best, worth(List.of(first.score(), second.score()))) : best;
                }
            }
            String where = "seed " + SEED + ", case " + i + " on " + AnyMachine.told(machine);
            Optional<List<PlannedLaunch>> found = search.best(List.of(0, 1));
            if (best > Double.NEGATIVE_INFINITY) {
                assertTrue(found.isPresent(), where);
                compared++;
            }
            if (found.isPresent()) {
                PlannedLaunch first = found.get().getFirst();
                PlannedLaunch second = found.get().getLast();
                assertTrue(budgets.fits(first.estimate()), where);
                assertTrue(budgets.without(first.estimate()).fits(second.estimate()), where);
                double got = worth(List.of(first.score(), second.score()));
                assertTrue(got >= best - NEARLY, where + ": " + got + " against " + best);
            } else {
                assertTrue(search.most().size() < 2, where);
                apart++;
            }
        }
        assertTrue(compared >= 15 && apart >= 2, compared + " compared, " + apart + " do not fit together");
    }

    @Test
    void everyProcessTakesItsOwnShareOfADevice() {
        Machine machine = AnyMachine.withCard(AnyMachine.cpu(16, 60), Backend.CUDA, 12, 500);
        Budgets one = Budgets.of(machine, Budgets.DEFAULT_MARGIN);
        Budgets three = one.forProcesses(machine, 3);
        long each = one.devices().getFirst().count()
                - one.forProcesses(machine, 2).devices().getFirst().count();
        assertTrue(each > 100L << 20, each + " bytes");
        assertEquals(
                2 * each,
                one.devices().getFirst().count() - three.devices().getFirst().count());
    }
}
