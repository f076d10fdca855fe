package dev.llmfit.recommend.wish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.AnyMachine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.Serving;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.offer.CatalogueOffer;
import dev.llmfit.recommend.offer.FewTypes;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.search.LaunchSearch;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.speed.FittedSpeed;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.speed.SpeedModel;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code --prefer} answers is what counting up by hand answers, by exact sizes. */
class AimTest {
    private static final List<String> TYPES = List.of("Q8_0", "Q6_K", "Q4_K_M");
    private static final GraphEstimator MEMORY = new GraphEstimator();
    private static final FittedSpeed SPEED = new FittedSpeed(SpeedModel.bundled());
    private static final Engines ENGINES = new Engines(MEMORY, SPEED, EngineBuild.NEWEST);

    private final RuleBook rules = RuleBook.bundled();

    private static ModelOffer model(String id) {
        return new FewTypes(CatalogueOffer.of(id, Catalogue.bundled().byId(id).orElseThrow()), TYPES);
    }

    private static Machine card(double gib) {
        return AnyMachine.withCard(AnyMachine.cpu(64, 80), Backend.CUDA, gib, 900);
    }

    private static LaunchOptions options(int ctx, int slots, GgmlType cache) {
        return LaunchOptions.defaults()
                .withNCtx(ctx)
                .withNParallel(slots)
                .withNOutputsMax(slots)
                .withNGpuLayers(999)
                .withTypeK(cache)
                .withTypeV(cache);
    }

    private static boolean fits(ModelOffer model, String type, Budgets budgets, LaunchOptions options) {
        Estimate e = MEMORY.estimate(model.model(type), budgets.memory(), options, EngineBuild.NEWEST);
        return budgets.fits(e);
    }

    @ParameterizedTest
    @CsvSource({"llama3.1-8b, 10", "llama3.1-8b, 16", "qwen3-4b, 8", "gemma3-4b, 8"})
    void theLargestContextIsWholeOnTheCardAndOneStepMoreIsNot(String id, double gib) {
        ModelOffer model = model(id);
        Recommendation answer = new Recommender(card(gib), rules, ENGINES)
                .forModel(model, Request.chat().withAim(Aim.CONTEXT));
        Candidate first = answer.candidates().getFirst();
        int trained = answer.subject().orElseThrow().ctxTrain();
        int best = 0;
        for (String type : TYPES) {
            for (GgmlType cache : Request.chat().cacheTypes()) {
                int ctx = trained;
                while (ctx > 0 && !fits(model, type, answer.budgets(), options(ctx, 1, cache))) {
                    ctx -= 256;
                }
                best = Math.max(best, ctx);
            }
        }
        assertEquals(best, first.options().nCtx());
        assertEquals(Verdict.FULL_GPU, first.verdict());
    }

    @ParameterizedTest
    @CsvSource({"llama3.1-8b, 16, 8192", "llama3.1-8b, 24, 4096", "qwen3-4b, 12, 8192"})
    void asManyUsersAsFitAtTheContextOfEach(String id, double gib, int each) {
        ModelOffer model = model(id);
        Machine machine = card(gib);
        Request request = Request.chat().withAim(Aim.THROUGHPUT).withCtx(each).withTop(9);
        Recommendation answer = new Recommender(machine, rules, ENGINES).forModel(model, request);
        double best = 0;
        for (String type : TYPES) {
            for (GgmlType cache : request.cacheTypes()) {
                int users = 0;
                while (users < 256
                        && fits(model, type, answer.budgets(), options((users + 1) * each, users + 1, cache))) {
                    users++;
                }
                for (int n = 1; n <= users; n++) {
                    LaunchOptions o = options(n * each, n, cache);
                    Estimate e =
                            MEMORY.estimate(model.model(type), answer.budgets().memory(), o, EngineBuild.NEWEST);
                    double tg = SPEED.serving(model.model(type), machine, o, e.layerDevice(), each / 2)
                            .mid();
                    best = Math.max(best, tg >= 10 ? n * tg : 0);
                }
            }
        }
        Serving serving = answer.candidates().getFirst().serving().orElseThrow();
        assertEquals(best, serving.total().mid(), best * 1e-9);
        assertEquals(each, serving.ctxEach());
        Recommendation most = new Recommender(machine, rules, ENGINES).forModel(model, request.withAim(Aim.USERS));
        assertTrue(most.candidates().getFirst().serving().orElseThrow().users() >= serving.users());
    }

    @ParameterizedTest
    @CsvSource({"llama3.1-8b, 12, 15", "llama3.1-8b, 12, 60", "qwen3-14b, 16, 15", "qwen3-30b-a3b, 12, 30"})
    void theBestQualityThatIsFastEnough(String id, double gib, double least) {
        ModelOffer model = model(id);
        Machine machine = card(gib);
        Request request = Request.chat().withAim(Aim.QUALITY).withMinTps(least);
        Recommender recommender = new Recommender(machine, rules, ENGINES);
        Candidate first = recommender.forModel(model, request).candidates().getFirst();
        assertTrue(first.speed().tg().mid() >= least, first.speed().toString());
        Situation s = recommender.situation(request, true);
        for (String type : TYPES) {
            for (GgmlType cache : request.cacheTypes()) {
                LaunchSearch search = new LaunchSearch(
                        model, List.of(type), machine, s.budgets(), s.objective(), List.of(cache), ENGINES);
                search.next()
                        .filter(l -> l.score().tier() == 0
                                && l.options().nCtx() >= first.options().nCtx())
                        .ifPresent(l -> assertTrue(
                                l.quality().doublingsLost() >= first.quality().doublingsLost(), l.fileType()));
            }
        }
    }
}
