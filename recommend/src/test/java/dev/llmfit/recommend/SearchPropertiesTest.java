package dev.llmfit.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.Cases;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.search.LaunchSearch;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.Score;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.rules.Finding;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every machine and model: random ones from one seed, 2,500 in {@code .ci/long}. */
class SearchPropertiesTest {
    private static final long SEED = 20261125;
    private static final int CASES = Cases.of(2500);
    private static final RuleBook RULES = RuleBook.bundled();
    private static final Engines ENGINES = new Engines(new LayerSums(), new PeakBandwidth(), EngineBuild.NEWEST);

    private static Recommendation answer(Machine machine, ModelOffer model, Request request) {
        return new Recommender(machine, RULES, ENGINES).forModel(model, request);
    }

    private static Request request(Random random) {
        Request request = Request.chat().withTop(1 + random.nextInt(8));
        return random.nextBoolean() ? request.withCtx(1024 << random.nextInt(5)) : request;
    }

    @Test
    void everyCandidateStaysWithinEveryBudgetAndOffloadsAsMuchAsFits() {
        Random random = new Random(SEED);
        int fitting = 0;
        for (int i = 0; i < CASES; i++) {
            SmallModel model = SmallModel.random(random, 40);
            Machine machine = SmallMachine.random(random);
            Recommendation answer = answer(machine, model, request(random));
            String where = "seed " + SEED + ", case " + i + ": " + model + " on " + machine;
            for (Candidate c : answer.candidates()) {
                if (c.verdict() != Verdict.NO_FIT) {
                    fitting++;
                    withinBudgets(machine, answer.budgets(), model, c, where);
                    oneMoreLayerDoesNotFit(answer.budgets(), model, c, where);
                }
            }
            noCandidateIsDominated(answer.candidates(), where);
        }
        assertTrue(fitting > CASES, "too few of the random cases fit: " + fitting);
    }

    private static void withinBudgets(Machine machine, Budgets budgets, SmallModel model, Candidate c, String where) {
        Estimate e = size(budgets, model, c, c.options());
        for (int d = 0; d < machine.devices().size(); d++) {
            Device device = machine.devices().get(d);
            long used = e.devices().get(d).total().count();
            assertTrue(used + (1L << 30) <= device.free().count(), where + ": " + c.options() + " on " + device.name());
        }
        assertTrue(budgets.hostLeft(e) >= 0, where + ": host with " + c.options());
    }

    private static void oneMoreLayerDoesNotFit(Budgets budgets, SmallModel model, Candidate c, String where) {
        if ((c.verdict() == Verdict.PARTIAL_GPU && model.experts() == 0)
                || (c.verdict() == Verdict.CPU && !budgets.devices().isEmpty())) {
            LaunchOptions more = c.options().withNGpuLayers(c.options().nGpuLayers() + 1);
            assertFalse(
                    budgets.fits(size(budgets, model, c, more.withTensorSplit(List.of()))),
                    where + ": -ngl " + more.nGpuLayers() + " fits too");
        }
        if (c.verdict() == Verdict.MOE_OFFLOAD) {
            LaunchOptions fewer = c.options().withNCpuMoe(c.options().nCpuMoe() - 1);
            assertFalse(
                    budgets.fits(size(budgets, model, c, fewer.withTensorSplit(List.of()))),
                    where + ": -ncmoe " + fewer.nCpuMoe() + " fits too");
        }
    }

    private static Estimate size(Budgets budgets, SmallModel model, Candidate c, LaunchOptions options) {
        Model file = model.model(c.fileType());
        return ENGINES.memory().estimate(file, budgets.memory(), options, EngineBuild.NEWEST);
    }

    private static void noCandidateIsDominated(List<Candidate> candidates, String where) {
        for (Candidate a : candidates) {
            for (Candidate b : candidates) {
                boolean noWorse = b.quality().doublingsLost() <= a.quality().doublingsLost()
                        && b.speed().tg().mid() >= a.speed().tg().mid()
                        && b.options().nCtx() >= a.options().nCtx();
                boolean better = b.quality().doublingsLost() < a.quality().doublingsLost()
                        || b.speed().tg().mid() > a.speed().tg().mid()
                        || b.options().nCtx() > a.options().nCtx();
                assertFalse(noWorse && better, where + ": " + a.options() + " is dominated by " + b.options());
            }
        }
    }

    @Test
    void moreMemoryNeverGivesAWorseFirstCandidate() {
        Random random = new Random(SEED + 1);
        for (int i = 0; i < CASES / 5; i++) {
            SmallModel model = SmallModel.random(random, 30);
            Machine machine = SmallMachine.random(random);
            Request request = request(random).withTop(1);
            Recommender small = new Recommender(machine, RULES, ENGINES);
            Recommender large = new Recommender(enlarged(machine, random), RULES, ENGINES);
            Score before = firstScore(small, model, request);
            Score after = firstScore(large, model, request);
            assertTrue(
                    after.compareTo(before) >= 0,
                    "seed " + (SEED + 1) + ", case " + i + ": " + before + " fell to " + after + " for " + model);
        }
    }

    private static Score firstScore(Recommender recommender, ModelOffer model, Request request) {
        Situation s = recommender.situation(request, true);
        return new LaunchSearch(
                        model,
                        model.fileTypes(),
                        s.machine(),
                        s.budgets(),
                        s.objective(),
                        request.cacheTypes(),
                        ENGINES)
                .next()
                .map(PlannedLaunch::score)
                .orElse(new Score(3, 0, 0));
    }

    private static Machine enlarged(Machine machine, Random random) {
        Bytes more = Bytes.ofGib(random.nextDouble() * 4);
        boolean host = machine.devices().isEmpty() || random.nextBoolean();
        List<Pool> pools = new ArrayList<>();
        for (Pool p : machine.pools()) {
            boolean grows = host == p.id().equals("ram") || p.kind() == Pool.Kind.UNIFIED;
            Bytes free = grows ? p.free().plus(more) : p.free();
            pools.add(new Pool(p.id(), p.kind(), p.installed(), free, free, p.bandwidthGbps(), p.source()));
        }
        List<Device> devices = new ArrayList<>();
        for (Device d : machine.devices()) {
            boolean grows = !host || d.poolId().equals("ram");
            Bytes free = grows ? d.free().plus(more) : d.free();
            devices.add(new Device(
                    d.name(),
                    d.description(),
                    d.backend(),
                    d.poolId(),
                    free,
                    free,
                    free,
                    d.databaseId(),
                    d.pciId(),
                    d.bandwidthGbps(),
                    d.architecture(),
                    d.computeCapability()));
        }
        return machine.withDevices(pools, devices);
    }

    @Test
    void theSameQuestionGetsTheSameAnswer() {
        Random random = new Random(SEED + 2);
        for (int i = 0; i < 100; i++) {
            SmallModel model = SmallModel.random(random, 20);
            Machine machine = SmallMachine.random(random);
            Request request = request(random);
            assertEquals(told(answer(machine, model, request)), told(answer(machine, model, request)));
        }
    }

    private static List<List<Object>> told(Recommendation answer) {
        List<List<Object>> lines = new ArrayList<>();
        for (Candidate c : answer.candidates()) {
            List<Hint> reasons = c.because().stream().map(Finding::text).toList();
            lines.add(List.of(c.fileType(), c.options(), c.memory(), c.host(), c.speed(), reasons, c.commands()));
        }
        return lines;
    }
}
