package dev.llmfit.recommend;

import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.facts.FirstRow;
import dev.llmfit.recommend.facts.RuleFacts;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.offer.FileTypes;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.search.AimSearch;
import dev.llmfit.recommend.search.GuessedAhead;
import dev.llmfit.recommend.search.LaunchSearch;
import dev.llmfit.recommend.search.ModelSearch;
import dev.llmfit.recommend.search.RaisedContext;
import dev.llmfit.recommend.search.Selection;
import dev.llmfit.recommend.search.SeveralSearch;
import dev.llmfit.recommend.search.Shortfall;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.Aim;
import dev.llmfit.recommend.wish.Objective;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.rules.Consequence;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Finding;
import dev.llmfit.rules.Rule;
import dev.llmfit.rules.RuleBook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Answers what to run on a machine, and why. The same input gives the same answer. */
public final class Recommender {
    private final Machine machine;
    private final RuleBook rules;
    private final Engines engines;
    private final Facts circumstances;
    private final Map<Asked, Situation> situations = new ConcurrentHashMap<>();

    /** What the rules are asked about. */
    private record Asked(Request request, boolean modelGiven) {}

    /** Creates a recommender for a machine. */
    public Recommender(Machine machine, RuleBook rules, Engines engines) {
        this(machine, rules, engines, Facts.NONE);
    }

    /**
     * Creates a recommender for a machine.
     *
     * @param circumstances what the rules may know beside request and machine, for example {@link Fact#REQUEST_API_USD_MONTH}
     */
    public Recommender(Machine machine, RuleBook rules, Engines engines, Facts circumstances) {
        this.machine = machine;
        this.rules = rules;
        this.engines = engines;
        this.circumstances = circumstances;
    }

    /** Returns the best launches of one model. */
    public Recommendation forModel(ModelOffer offer, Request request) {
        Situation situation = situation(request, true).of(offer);
        List<String> fileTypes = FileTypes.considered(offer, request.fileType());
        LaunchSearch search = search(offer, fileTypes, situation);
        List<PlannedLaunch> launches = counts(request.aim())
                ? new AimSearch(offer, situation(request, true), engines).best(fileTypes, request.top())
                : select(search, situation.objective(), request.top());
        CandidateWriter writer = new CandidateWriter(situation, rules, engines);
        Recommendation.Subject subject = subject(offer, search.profile());
        if (launches.isEmpty()) {
            return nothingFits(offer, fileTypes, search.profile(), situation, subject);
        }
        List<Candidate> candidates = new ArrayList<>();
        Optional<FirstRow> first = Optional.empty();
        RaisedContext raised = new RaisedContext(situation, engines);
        GuessedAhead ahead = new GuessedAhead(situation, engines);
        for (PlannedLaunch found : launches) {
            PlannedLaunch launch =
                    counts(request.aim()) ? found : raised.of(ahead.of(found, search.profile()), search.profile());
            candidates.add(writer.write(launch, search.profile(), candidates.size() + 1, candidates.isEmpty(), first));
            first = first.or(() -> Optional.of(new FirstRow(launch, search.profile())));
        }
        boolean worth = launches.getFirst().score().tier() < 2;
        return new Recommendation(
                engines.build(),
                machine,
                situation.budgets(),
                request,
                Optional.of(subject),
                candidates,
                worth ? Recommendation.Outcome.FITS : Recommendation.Outcome.NOT_WORTH_IT,
                worth
                        ? Optional.empty()
                        : Optional.of(Shortfall.notWorthIt(launches.getFirst(), situation.objective())),
                Optional.empty(),
                situation.findings());
    }

    /** Returns the best launch of one model without what costs further sizing (largest context, Ollama's outlook); empty if none fits. */
    public Optional<Candidate> best(ModelOffer offer, Request request) {
        return best(offer, request, 0);
    }

    /**
     * Returns the best launch of one model that generates fast enough, as {@link #best(ModelOffer, Request)}; what cannot is not sized.
     *
     * @param leastTps what each slot generates at least, tok/s
     */
    public Optional<Candidate> best(ModelOffer offer, Request request, double leastTps) {
        Situation situation = situation(request, true).of(offer);
        LaunchSearch search = search(offer, FileTypes.considered(offer, request.fileType()), situation);
        CandidateWriter writer = new CandidateWriter(situation, rules, engines);
        return search.next(option -> option.bound().tg() >= leastTps)
                .map(launch -> writer.write(launch, search.profile(), 1, false));
    }

    /** Returns a launch of each of several models that run at the same time, or of as many as fit. */
    public Together together(List<Together.Wanted> wanted, Request all) {
        List<SeveralSearch.Part> parts = wanted.stream()
                .map(w -> new SeveralSearch.Part(
                        w.offer(),
                        FileTypes.considered(w.offer(), w.request().fileType()),
                        situation(w.request(), true).of(w.offer())))
                .toList();
        Budgets budgets = Budgets.of(machine, all.margin()).forProcesses(machine, parts.size());
        return new TogetherWriter(parts, machine, budgets, rules, engines).write();
    }

    /** Returns the best models of a catalogue, one launch of each. */
    public Recommendation forMachine(List<? extends ModelOffer> catalogue, Request request) {
        Situation situation = situation(request, false);
        List<ModelSearch.Found> found = new ModelSearch(catalogue, situation, engines).best(request.top());
        List<Candidate> candidates = new ArrayList<>();
        Optional<FirstRow> first = Optional.empty();
        for (ModelSearch.Found f : found) {
            Situation own = situation.of(f.launch().offer());
            CandidateWriter writer = new CandidateWriter(own, rules, engines);
            PlannedLaunch ahead = new GuessedAhead(own, engines).of(f.launch(), f.profile());
            PlannedLaunch launch = new RaisedContext(own, engines).of(ahead, f.profile());
            candidates.add(writer.write(launch, f.profile(), candidates.size() + 1, candidates.isEmpty(), first));
            first = first.or(() -> Optional.of(new FirstRow(launch, f.profile())));
        }
        boolean worth = !found.isEmpty() && found.getFirst().launch().score().tier() < 2;
        return new Recommendation(
                engines.build(),
                machine,
                situation.budgets(),
                request,
                Optional.empty(),
                candidates,
                found.isEmpty()
                        ? Recommendation.Outcome.NOTHING_FITS
                        : worth ? Recommendation.Outcome.FITS : Recommendation.Outcome.NOT_WORTH_IT,
                worth
                        ? Optional.empty()
                        : Optional.of("No model of the catalogue is worth running on this machine as asked."),
                Optional.empty(),
                situation.findings());
    }

    /** Returns what the rules know of a request on this machine. */
    public Facts facts(Request request, boolean modelGiven) {
        Facts.Builder facts =
                RuleFacts.of(request, modelGiven, machine, Budgets.of(machine, request.margin())).toBuilder();
        circumstances.asMap().forEach(facts::set);
        return facts.build();
    }

    /** Returns what the rules make of a request on this machine. */
    public Situation situation(Request request, boolean modelGiven) {
        return situations.computeIfAbsent(new Asked(request, modelGiven), a -> made(a.request(), a.modelGiven()));
    }

    private Situation made(Request request, boolean modelGiven) {
        Budgets budgets = Budgets.of(machine, request.margin());
        Facts facts = facts(request, modelGiven);
        List<Finding> advice = new ArrayList<>();
        for (Finding finding : rules.apply(Rule.Scope.SETTING, facts)) {
            if (finding.rule().then() instanceof Consequence.Advice) {
                advice.add(finding);
            }
        }
        Objective objective = Objective.of(request, rules.preferences(facts));
        return new Situation(machine, budgets, request, objective, facts, advice);
    }

    private LaunchSearch search(ModelOffer offer, List<String> fileTypes, Situation s) {
        return new LaunchSearch(
                offer,
                fileTypes,
                machine,
                s.budgets(),
                s.objective(),
                s.request().cacheTypes(),
                engines);
    }

    /** Returns whether an aim is a number to make as large as it fits. */
    private static boolean counts(Aim aim) {
        return aim == Aim.CONTEXT || aim == Aim.USERS || aim == Aim.THROUGHPUT;
    }

    /** Takes launches in the order of their score; in a short list only one of each level of quality and placement. */
    private static List<PlannedLaunch> select(LaunchSearch search, Objective objective, int top) {
        Selection selection = new Selection(search, objective, top);
        while (!selection.full()) {
            Optional<PlannedLaunch> next = search.next(selection::mayAdd);
            if (next.isEmpty()) {
                break;
            }
            selection.offer(next.get());
        }
        return selection.chosen();
    }

    private Recommendation nothingFits(
            ModelOffer offer,
            List<String> fileTypes,
            ModelProfile profile,
            Situation s,
            Recommendation.Subject subject) {
        Shortfall shortfall = Shortfall.of(offer, fileTypes, profile, s, engines);
        Candidate nearest = new CandidateWriter(s, rules, engines).write(shortfall.nearest(), profile, 1, false);
        return new Recommendation(
                engines.build(),
                machine,
                s.budgets(),
                s.request(),
                Optional.of(subject),
                List.of(nearest),
                Recommendation.Outcome.NOTHING_FITS,
                Optional.of(shortfall.why()),
                Optional.empty(),
                s.findings());
    }

    private static Recommendation.Subject subject(ModelOffer offer, ModelProfile profile) {
        return new Recommendation.Subject(
                offer.name(),
                profile.architecture(),
                profile.layers(),
                profile.parameters(),
                profile.activeParameters(),
                profile.hyper().nCtxTrain());
    }
}
