package dev.llmfit.answers.plan;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.recommend.EngineAnswering;
import dev.llmfit.answers.recommend.Offers;
import dev.llmfit.answers.recommend.StoreNotes;
import dev.llmfit.answers.recommend.Trained;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.engine.store.FailureSource;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.purchase.PurchaseWish;
import dev.llmfit.recommend.purchase.Upgrade;
import dev.llmfit.recommend.purchase.UpgradePlanner;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.team.EngineComparison;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Finding;
import dev.llmfit.rules.Rule;
import java.util.List;
import java.util.Optional;

/** Finds what runs a model as wished: here, after a change, or on what one may buy. */
final class PlanAnswering {
    /** Computers without a price that are named. */
    private static final int UNPRICED = 2;

    /** The rule that sends people here. */
    private static final String THIS_ANSWER = "api/spend";

    private final PlanQuestion question;
    private final Workbench bench;
    private final Progress progress;

    PlanAnswering(PlanQuestion question, Workbench bench, Progress progress) {
        this.question = question;
        this.bench = bench;
        this.progress = progress;
    }

    PlanAnswer answer() {
        Offers.Named named = Offers.find(bench, question.model());
        // Money for tokens that the model does not understand is not planned.
        Trained.check(named.offer().name(), named.offer().shape(), question.ctx(), question.ropeScaling());
        EvidenceSource evidence = bench.evidence();
        FailureSource failures = bench.failures();
        Engines engines = bench.estimators(evidence, failures);
        Machine machine = bench.machine(question.machine());
        Request request = promised(
                request(question.fileType().or(named::fileType)),
                named.offer(),
                new Recommender(machine, bench.rules(), engines));
        PurchaseWish wish = new PurchaseWish(named.offer(), request, question.maxPpl(), bench.rules(), engines);
        UpgradePlanner planner = new UpgradePlanner(HardwareDatabase.bundled(), buyable());
        progress.step("this machine", 0);
        Optional<Candidate> kept = wish.kept(machine);
        progress.step("changes of this machine", 0);
        List<Upgrade> upgrades = Upgrade.of(machine, wish, HardwareDatabase.bundled());
        progress.step("what may be bought", 0);
        boolean granted = kept.filter(c -> wish.grants(machine, c)).isPresent();
        List<UpgradePlanner.Answer> machines = planner.cheapest(wish, question.top());
        return new PlanAnswer(
                engines.build(),
                named.offer().name(),
                named.meant(),
                new PlanAnswer.Wish(
                        wish.users(),
                        wish.ctxEach(),
                        question.ctx().isPresent(),
                        wish.comfortTps(machine),
                        wish.worstPpl()),
                kept,
                granted,
                upgrades,
                machines,
                planner.unpriced(wish, UNPRICED),
                granted
                        ? kept.flatMap(c -> EngineAnswering.of(bench, machine, Optional.of(named.meant()), c))
                        : machines.stream().findFirst().flatMap(a -> bought(named, a)),
                question.api(),
                advice(machine, request, engines),
                StoreNotes.of(evidence, failures));
    }

    private Optional<EngineComparison> bought(Offers.Named named, UpgradePlanner.Answer answer) {
        Machine machine =
                buyable().resolve(HardwareSelector.named(answer.purchase().selector()));
        return EngineAnswering.of(bench, machine, Optional.of(named.meant()), answer.best());
    }

    /** Returns the request with the context that every row keeps: what was asked for, else what the rules say and the model knows. */
    private static Request promised(Request request, ModelOffer offer, Recommender recommender) {
        if (request.ctx().isPresent()) {
            return request;
        }
        int wanted = recommender.situation(request, true).objective().ctxEach();
        return request.withCtx(
                Trained.tokens(offer.shape()).map(t -> Math.min(t, wanted)).orElse(wanted));
    }

    /** Returns a resolver of machines that are named; this one is not for sale. */
    private static MachineResolver buyable() {
        return MachineResolver.bundled(() -> {
            throw new HardwareException("no machine is named", "");
        });
    }

    private Request request(Optional<String> fileType) {
        Request chat = Request.chat();
        return new Request(
                UseCase.CHAT,
                question.ctx(),
                question.minTps(),
                question.users(),
                fileType,
                chat.cacheTypes(),
                chat.margin(),
                chat.top());
    }

    /** Returns what the rules say of an API that costs this much. */
    private List<Finding> advice(Machine machine, Request request, Engines engines) {
        Optional<ApiUse> api = question.api();
        if (api.isEmpty()) {
            return List.of();
        }
        Facts spend = Facts.builder()
                .set(Fact.REQUEST_API_USD_MONTH, api.get().usdPerMonth())
                .build();
        Facts facts = new Recommender(machine, bench.rules(), engines, spend).facts(request, true);
        return bench.rules().apply(Rule.Scope.SETTING, facts).stream()
                .filter(f -> f.rule().id().startsWith("api/") && !f.rule().id().equals(THIS_ANSWER))
                .toList();
    }
}
