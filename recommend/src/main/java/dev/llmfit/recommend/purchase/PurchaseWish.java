package dev.llmfit.recommend.purchase;

import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.offer.FewTypes;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.speed.PeakSpeed;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.rules.RuleBook;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model with what it shall give: context, speed, users and quality. Answers what a machine makes of it. */
public final class PurchaseWish {
    private final ModelOffer offer;
    private final Optional<ModelOffer> good;
    private final Request request;
    private final double worstPpl;
    private final RuleBook rules;
    private final Engines engines;
    private final ModelProfile profile;

    /** A machine is asked several times in a row. */
    private final Map<Machine, Recommender> recommenders = Collections.synchronizedMap(new IdentityHashMap<>());

    /**
     * Creates a wish.
     *
     * @param request with a context: every machine gives the same one
     * @param worstPpl largest loss of perplexity, percent
     */
    public PurchaseWish(ModelOffer offer, Request request, double worstPpl, RuleBook rules, Engines engines) {
        this.offer = offer;
        this.good = FewTypes.good(offer, request.fileType(), worstPpl);
        if (request.ctx().isEmpty()) {
            throw new IllegalArgumentException("a wish without a context means another thing on every machine");
        }
        this.request = request.withTop(1);
        this.worstPpl = worstPpl;
        this.rules = rules;
        this.engines = engines;
        this.profile = ModelProfile.of(offer.shape());
    }

    /** Returns the model. */
    public ModelOffer offer() {
        return offer;
    }

    /** Returns the largest loss of perplexity, percent. */
    public double worstPpl() {
        return worstPpl;
    }

    /** Returns the slowest generation that is comfortable on this machine, tok/s: what was asked for, else what the rules say. */
    public double comfortTps(Machine machine) {
        return recommender(machine).situation(request, true).objective().comfortTps();
    }

    /** Returns the context of each user, tokens. */
    public int ctxEach() {
        return request.ctx().orElseThrow();
    }

    /** Returns how many are served at the same time. */
    public int users() {
        return request.users().orElse(1);
    }

    /** Returns the best launch that keeps the quality, however slow; empty if none fits. */
    public Optional<Candidate> kept(Machine machine) {
        return good.flatMap(g -> best(machine, g, 0))
                .filter(c -> c.quality().pplPercent().orElse(0.0) <= worstPpl);
    }

    /**
     * Returns the best launch that keeps the quality and is comfortable; empty if there is none.
     *
     * @param leastTps what each slot shall generate beside, tok/s
     */
    public Optional<Candidate> granted(Machine machine, double leastTps) {
        double needed = Math.max(leastTps, comfortTps(machine));
        // The smallest file is the fastest: where it is too slow, the others need not be searched.
        return good.filter(g -> best(machine, smallest(g), needed).isPresent())
                .flatMap(g -> best(machine, g, needed))
                .filter(c -> grants(machine, c));
    }

    private static ModelOffer smallest(ModelOffer among) {
        String type = among.fileTypes().stream()
                .min(Comparator.comparing(among::fileBytes))
                .orElseThrow();
        return new FewTypes(among, List.of(type));
    }

    /** Returns whether a launch keeps the quality and is comfortable. */
    public boolean grants(Machine machine, Candidate candidate) {
        return candidate.quality().pplPercent().orElse(0.0) <= worstPpl
                && candidate.each().mid() >= comfortTps(machine);
    }

    /** Returns the best launch whatever it loses; empty if none fits. */
    public Optional<Candidate> any(Machine machine) {
        return best(machine, offer, 0);
    }

    private Optional<Candidate> best(Machine machine, ModelOffer among, double leastTps) {
        return recommender(machine).best(among, request, leastTps);
    }

    /** Returns a speed that no launch which keeps the quality can exceed, tok/s; zero if none can fit. */
    double bound(Machine machine) {
        if (good.isEmpty()) {
            return 0;
        }
        PeakSpeed peak = new PeakSpeed(machine, Budgets.of(machine, request.margin()));
        double best = 0;
        for (String type : good.get().fileTypes()) {
            double bytes = offer.leastBytes(type).count();
            if (peak.holds(bytes)) {
                best = Math.max(best, peak.bound(bytes, profile.parameters(), profile.activeParameters()));
            }
        }
        return best;
    }

    private Recommender recommender(Machine machine) {
        return recommenders.computeIfAbsent(machine, m -> new Recommender(m, rules, engines));
    }
}
