package dev.llmfit.recommend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.Cases;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.offer.CatalogueOffer;
import dev.llmfit.recommend.offer.FewTypes;
import dev.llmfit.recommend.offer.Listing;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.search.LaunchSearch;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.speed.FittedSpeed;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.Score;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.speed.SpeedModel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What holds for the models of the catalogue with exact sizes and the fitted speeds, on random machines of their size: 500 in
 * {@code .ci/long}.
 */
class RealSearchPropertiesTest {
    private static final long SEED = 20261126;
    private static final int CASES = Cases.of(500);
    private static final int FEWEST_OF_A_KIND = CASES / 50;

    /** Sizing takes time in proportion to the layers. */
    private static final int MOST_LAYERS = 48;

    /** Over more cards a split of some of them is sought by least sizes, and may miss one layer. */
    private static final int MOST_CARDS = 3;

    private static final List<String> TYPES = List.of("Q8_0", "Q4_K_M", "Q2_K");
    private static final RuleBook RULES = RuleBook.bundled();

    /** A second card may cost a hundred thousandth of the time of a turn, in doublings. */
    private static final double HARDLY = 1e-4;

    /** Kinds of architecture that the cases must cover. */
    private enum Kind {
        DENSE,
        MOE,
        SWA,
        MLA,
        RECURRENT,
        EMBEDDING,
        VISION
    }

    private final GraphEstimator memory = new GraphEstimator();
    private final Engines engines = new Engines(memory, new FittedSpeed(SpeedModel.bundled()), EngineBuild.NEWEST);
    private final List<ModelSummary> catalogue = Catalogue.bundled().summaries().stream()
            .filter(s -> s.nLayer() <= MOST_LAYERS)
            .toList();

    /** Models with latent attention, which are few. */
    private final List<ModelSummary> latent = catalogue.stream()
            .filter(s -> Set.of("deepseek2", "minicpm3", "plm", "kimi-linear").contains(s.architecture()))
            .toList();

    private ModelOffer randomModel(Random random) {
        List<ModelSummary> from = random.nextInt(12) == 0 ? latent : catalogue;
        ModelSummary summary = from.get(random.nextInt(from.size()));
        CatalogueOffer offer = CatalogueOffer.of(
                summary.id(), Catalogue.bundled().byId(summary.id()).orElseThrow());
        return new FewTypes(offer, offer.fileTypes().size() < 3 ? offer.fileTypes() : TYPES);
    }

    private static Request randomRequest(Random random) {
        Request request = Request.chat().withTop(1 + random.nextInt(5));
        return random.nextInt(3) > 0 ? request : request.withCtx(1024 << random.nextInt(8));
    }

    @Test
    void candidatesFitOffloadTheMostAndGetNoWorseWithMore() {
        Random random = new Random(SEED);
        Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            ModelOffer model = randomModel(random);
            ModelProfile profile = ModelProfile.of(model.shape());
            Machine machine = AnyMachine.around(
                    model.fileBytes(model.fileTypes().getLast()).count() * 1.5, random);
            Request request = randomRequest(random);
            String where = "seed " + SEED + ", case " + i + ": " + model.name() + " on " + AnyMachine.told(machine);
            count(kinds, profile, model.listing());
            check(model, machine, request, random, where, wrong);
        }
        assertTrue(wrong.isEmpty(), wrong.size() + " violations: " + String.join("\n", wrong));
        for (Kind kind : Kind.values()) {
            assertTrue(kinds.getOrDefault(kind, 0) >= FEWEST_OF_A_KIND, "few of a kind: " + kinds);
        }
    }

    private void check(
            ModelOffer model, Machine machine, Request request, Random random, String where, List<String> wrong) {
        Recommendation answer = new Recommender(machine, RULES, engines).forModel(model, request);
        Optional<Candidate> best = Optional.empty();
        for (Candidate c : answer.candidates()) {
            if (c.verdict() != Verdict.NO_FIT) {
                best = best.or(() -> Optional.of(c));
                fits(machine, answer.budgets(), model, c, where, wrong);
                mostIsOffloaded(answer.budgets(), model, c, where, wrong);
            }
        }
        for (Candidate a : answer.candidates()) {
            for (Candidate b : answer.candidates()) {
                if (a.rank() != b.rank() && dominated(a, b)) {
                    wrong.add(where + ": " + a.options() + " is dominated by " + b.options());
                }
            }
        }
        Score before = firstScore(machine, model, request);
        Machine more = random.nextInt(2) == 0 ? more(machine, random) : more(more(machine, random), random);
        Score after = firstScore(more, model, request);
        boolean hardly = after.tier() == before.tier() && after.utility() > before.utility() - HARDLY;
        if (after.compareTo(before) < 0 && !hardly) {
            wrong.add(where + ": " + request.ctx() + " " + before + " fell to " + after + " with "
                    + AnyMachine.told(more));
        }
    }

    private static Machine more(Machine machine, Random random) {
        String pool =
                machine.pools().get(random.nextInt(machine.pools().size())).id();
        boolean unified = machine.devices().stream().anyMatch(d -> d.poolId().equals("ram"));
        return switch (random.nextInt(unified ? 3 : 4)) {
            case 0, 1 -> AnyMachine.withMemory(machine, pool, random.nextDouble() * 6);
            case 2 -> AnyMachine.withBandwidth(machine, pool, 1 + random.nextDouble());
            default -> {
                Backend backend = machine.devices().isEmpty()
                        ? Backend.CUDA
                        : machine.devices().getFirst().backend();
                yield AnyMachine.withCard(
                        machine, backend, 1 + random.nextDouble() * 12, 220 + random.nextDouble() * 1000);
            }
        };
    }

    private Score firstScore(Machine machine, ModelOffer model, Request request) {
        Situation s = new Recommender(machine, RULES, engines).situation(request, true);
        return new LaunchSearch(
                        model, model.fileTypes(), machine, s.budgets(), s.objective(), request.cacheTypes(), engines)
                .next()
                .map(PlannedLaunch::score)
                .orElse(new Score(3, 0, 0));
    }

    private void fits(
            Machine machine, Budgets budgets, ModelOffer model, Candidate c, String where, List<String> wrong) {
        Optional<Estimate> e = size(budgets, model, c, c.options());
        if (e.isEmpty() || !budgets.fits(e.get())) {
            wrong.add(where + ": does not fit: " + c.options());
            return;
        }
        for (int d = 0; d < machine.devices().size(); d++) {
            long used = e.get().devices().get(d).total().count();
            boolean shared = budgets.shared().get(d);
            if (used > 0
                    && used + (shared ? 0 : 1L << 30)
                            > machine.devices().get(d).free().count()) {
                wrong.add(where + ": device " + d + " overfilled: " + c.options());
            }
        }
    }

    private void mostIsOffloaded(Budgets budgets, ModelOffer model, Candidate c, String where, List<String> wrong) {
        if (budgets.devices().isEmpty()) {
            return;
        }
        int ngl = c.options().nGpuLayers();
        if (c.verdict() == Verdict.PARTIAL_GPU || c.verdict() == Verdict.CPU) {
            LaunchOptions more = c.options().withNGpuLayers(ngl + 1).withOpOffload(true);
            boolean someCards = c.options().tensorSplit().contains(0.0); // the others only cost time
            if (someCards && budgets.devices().size() > MOST_CARDS) {
                return;
            }
            fitsToo(budgets, model, c, someCards ? more : more.withTensorSplit(List.of()), where, wrong);
        }
        if (c.options().nCpuMoe() > 0) {
            LaunchOptions fewer = c.options().withNCpuMoe(c.options().nCpuMoe() - 1);
            fitsToo(budgets, model, c, fewer.withTensorSplit(List.of()), where, wrong);
        }
    }

    private void fitsToo(
            Budgets budgets, ModelOffer model, Candidate c, LaunchOptions more, String where, List<String> wrong) {
        Optional<Estimate> e = size(budgets, model, c, more);
        if (e.isPresent() && budgets.fits(e.get())) {
            wrong.add(where + ": " + c.verdict() + " " + c.options() + ", but -ngl " + more.nGpuLayers() + " -ncmoe "
                    + more.nCpuMoe() + " fits too");
        }
    }

    private Optional<Estimate> size(Budgets budgets, ModelOffer model, Candidate c, LaunchOptions options) {
        Model file = model.model(c.fileType());
        try {
            return Optional.of(memory.estimate(file, budgets.memory(), options, EngineBuild.NEWEST));
        } catch (LaunchRefusedException e) {
            return Optional.empty(); // llama.cpp refuses it, so it does not fit either
        }
    }

    private static boolean dominated(Candidate a, Candidate b) {
        boolean noWorse = b.quality().doublingsLost() <= a.quality().doublingsLost()
                && b.speed().tg().mid() >= a.speed().tg().mid()
                && b.options().nCtx() >= a.options().nCtx();
        boolean better = b.quality().doublingsLost() < a.quality().doublingsLost()
                || b.speed().tg().mid() > a.speed().tg().mid()
                || b.options().nCtx() > a.options().nCtx();
        return noWorse && better;
    }

    private static void count(Map<Kind, Integer> kinds, ModelProfile profile, Listing listing) {
        kinds.merge(profile.moe() ? Kind.MOE : Kind.DENSE, 1, Integer::sum);
        if (profile.swa()) {
            kinds.merge(Kind.SWA, 1, Integer::sum);
        }
        if (profile.hyper().isMla()) {
            kinds.merge(Kind.MLA, 1, Integer::sum);
        }
        if (profile.recurrent()) {
            kinds.merge(Kind.RECURRENT, 1, Integer::sum);
        }
        if (!profile.hyper().causal()) {
            kinds.merge(Kind.EMBEDDING, 1, Integer::sum);
        }
        if (listing.vision()) {
            kinds.merge(Kind.VISION, 1, Integer::sum);
        }
    }
}
