package dev.llmfit.recommend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.Cases;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.offer.CatalogueOffer;
import dev.llmfit.recommend.search.ModelSearch;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.speed.FittedSpeed;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.speed.SpeedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A better machine gets no worse advice: with more memory, more bandwidth or one more card the first row is worth no less, and its
 * answers are no doubling worse unless they come much faster. Each case searches the whole catalogue twice: eight in every build, 2,000
 * with {@code -Dllmfit.cases=12000}; {@code -Dllmfit.seed} takes others.
 */
class BetterMachineTest {
    private static final long SEED = Long.getLong("llmfit.seed", 20261201);
    private static final int CASES = Math.max(8, Cases.of(12_000) / 6);

    /** llama.cpp's own split is taken where it is nearly the fastest; another machine may get the fastest. */
    private static final double NEARLY = 0.05;

    private static final double WORSE = 1;
    private static final double MUCH_FASTER = 1.5;
    private static final List<UseCase> USES =
            List.of(UseCase.CHAT, UseCase.CODING, UseCase.AGENTS, UseCase.RAG, UseCase.REASONING);

    private final RuleBook rules = RuleBook.bundled();
    private final Engines engines =
            new Engines(new GraphEstimator(), new FittedSpeed(SpeedModel.bundled()), EngineBuild.NEWEST);
    private final List<CatalogueOffer> catalogue = CatalogueOffer.published(Catalogue.bundled());

    @Test
    void getsNoWorseAdvice() {
        Random random = new Random(SEED);
        List<String> wrong = new ArrayList<>();
        int better = 0;
        for (int i = 0; i < CASES; i++) {
            Machine machine = machine(random);
            Machine more = more(machine, random);
            Request request = Request.chat().withTop(1).withUseCase(USES.get(random.nextInt(USES.size())));
            Optional<PlannedLaunch> before = first(machine, request);
            Optional<PlannedLaunch> after = first(more, request);
            String where = "seed " + SEED + ", case " + i + ": " + request.useCase() + " on " + AnyMachine.told(machine)
                    + " and with " + AnyMachine.told(more) + ": " + told(before) + " became " + told(after);
            if (before.isPresent() && (after.isEmpty() || worse(before.get(), after.get()))) {
                wrong.add(where);
            }
            better += after.isPresent() ? 1 : 0;
        }
        assertTrue(wrong.isEmpty(), wrong.size() + " of " + CASES + " worse: " + String.join("\n", wrong));
        assertTrue(better > CASES / 2, better + " of " + CASES + " run anything");
    }

    private static boolean worse(PlannedLaunch before, PlannedLaunch after) {
        boolean lower = after.score().tier() > before.score().tier()
                || (after.score().tier() == before.score().tier()
                        && after.score().utility() < before.score().utility() - NEARLY);
        double lost = before.score().parts().answers() - after.score().parts().answers();
        return lower || (lost > WORSE && after.tg() < before.tg() * MUCH_FASTER);
    }

    private static String told(Optional<PlannedLaunch> launch) {
        return launch.map(l -> String.format(
                        Locale.ROOT,
                        "%s %s %s, %.1f tok/s, %.2f (answers %.2f)",
                        l.offer().name(),
                        l.fileType(),
                        l.verdict(),
                        l.tg(),
                        l.score().utility(),
                        l.score().parts().answers()))
                .orElse("nothing");
    }

    private Optional<PlannedLaunch> first(Machine machine, Request request) {
        Situation s = new Recommender(machine, rules, engines).situation(request, false);
        return new ModelSearch(catalogue, s, engines)
                .best(1).stream().findFirst().map(ModelSearch.Found::launch);
    }

    private static Machine machine(Random random) {
        double ram = 4 * Math.pow(2, 6 * random.nextDouble());
        double host = 20 + 380 * random.nextDouble();
        if (random.nextInt(5) == 0) {
            return AnyMachine.unified(ram, ram * 0.75, Backend.METAL, 100 + 700 * random.nextDouble());
        }
        Machine machine = AnyMachine.cpu(ram, host);
        int cards = random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(random.nextInt(3) == 0 ? 4 : 1);
        double vram = 4 * Math.pow(2, 4.5 * random.nextDouble());
        double bandwidth = 120 + 1700 * random.nextDouble();
        for (int d = 0; d < cards; d++) {
            machine = AnyMachine.withCard(machine, Backend.CUDA, vram, bandwidth);
        }
        return machine;
    }

    private static Machine more(Machine machine, Random random) {
        String pool =
                machine.pools().get(random.nextInt(machine.pools().size())).id();
        boolean unified = machine.devices().stream().anyMatch(d -> d.poolId().equals("ram"));
        return switch (random.nextInt(unified ? 3 : 4)) {
            case 0, 1 -> AnyMachine.withMemory(machine, pool, 1 + random.nextDouble() * 30);
            case 2 -> AnyMachine.withBandwidth(machine, pool, 1 + random.nextDouble());
            default ->
                AnyMachine.withCard(
                        machine, Backend.CUDA, 4 + random.nextDouble() * 28, 300 + random.nextDouble() * 1000);
        };
    }
}
