package dev.llmfit.recommend.search;

import dev.llmfit.recommend.offer.FileTypes;
import dev.llmfit.recommend.offer.Listing;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.quality.ModelQuality;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.speed.PeakSpeed;
import dev.llmfit.recommend.wish.Objective;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Score;
import dev.llmfit.recommend.wish.ScoreParts;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.recommend.wish.TurnPace;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.sizing.UnsupportedArchitectureException;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Best-first search over the models of a catalogue. A model enters with the score that it could reach if it ran at the speed of the
 * memory, its file took no more than its weights and its file type lost nothing; when that is the best of all, what its types lose is
 * looked up, and it is laid out and sized only when it still is.
 */
public final class ModelSearch {
    /** A model this many times as fast as the first is another kind of answer: a doubling, the unit of the score. Judgement. */
    private static final double FAST = 2;

    /** A model this many doublings worse than the first is no alternative to it. Judgement. */
    private static final double WORSE = 2;

    /** A model this many doublings worse is none even if it is much faster. Judgement. */
    private static final double MUCH_WORSE = 4;

    /** Lists shorter than this hold only the best; judgement. */
    private static final int VARIED = 3;

    private final List<? extends ModelOffer> catalogue;
    private final Situation situation;
    private final Engines engines;
    private final PeakSpeed peak;

    /**
     * The best launch of a model.
     *
     * @param launch the launch
     * @param profile the model's shape
     */
    public record Found(PlannedLaunch launch, ModelProfile profile) {}

    /**
     * A model in the search.
     *
     * @param order position in the catalogue; breaks ties
     * @param bound best score it can reach
     * @param rough whether the bound takes no file type to lose anything: what types lose is looked up when it is the best of all
     * @param search its launches, once it is laid out
     * @param found its best launch, once it is sized
     */
    private record Branch(
            int order,
            ModelOffer offer,
            Score bound,
            boolean rough,
            Optional<LaunchSearch> search,
            Optional<Found> found)
            implements Comparable<Branch> {
        @Override
        public int compareTo(Branch other) {
            int byScore = other.bound.compareTo(bound);
            return byScore != 0 ? byScore : Integer.compare(order, other.order);
        }
    }

    public ModelSearch(List<? extends ModelOffer> catalogue, Situation situation, Engines engines) {
        this.catalogue = catalogue;
        this.situation = situation;
        this.engines = engines;
        this.peak = new PeakSpeed(situation.machine(), situation.budgets());
    }

    /**
     * Returns the best models: of each maker at most the best dense one and the best mixture of experts. None is much worse than the
     * first, unless it is much faster. A list of three or more that holds none much faster than its first ends with the best one that
     * is, of any maker: the reader may prefer it, and a list of equals does not tell that it exists.
     */
    public List<Found> best(int top) {
        PriorityQueue<Branch> open = new PriorityQueue<>();
        int order = 0;
        for (ModelOffer offer : catalogue) {
            if (suits(situation.objective().useCase(), offer.listing())) {
                bound(order, offer, true).ifPresent(open::add);
            }
            order++;
        }
        List<Found> found = new ArrayList<>();
        Set<String> kinds = new HashSet<>();
        List<Branch> passed = new ArrayList<>();
        while (found.size() < top && !open.isEmpty()) {
            Branch branch = open.poll();
            if (branch.rough()) {
                bound(branch.order(), branch.offer(), false).ifPresent(open::add);
                continue;
            }
            String kind = kind(branch.offer());
            if (kinds.contains(kind) || (!found.isEmpty() && !mayFollow(branch, found))) {
                passed.add(branch);
                continue;
            }
            if (branch.found().isPresent()) {
                found.add(branch.found().get());
                kinds.add(kind);
            } else {
                advance(branch).ifPresent(open::add);
            }
        }
        if (top >= VARIED
                && !found.isEmpty()
                && !situation.objective().useCase().reads()) {
            open.addAll(passed);
            fast(open, found).ifPresent(f -> {
                if (found.size() == top) {
                    found.removeLast();
                }
                found.add(f);
            });
        }
        return found;
    }

    /** Returns whether a branch may be in a list below its first row: not much worse, or much faster than all that are not. */
    private boolean mayFollow(Branch branch, List<Found> found) {
        Objective objective = situation.objective();
        double fastest = 0;
        for (Found f : found) {
            fastest = Math.max(fastest, f.launch().tg());
        }
        double worse = found.getFirst().launch().score().parts().answers()
                - branch.bound().parts().answers();
        boolean fast = branch.bound().tg() >= FAST * fastest && worse <= MUCH_WORSE;
        boolean embeds = objective.useCase().reads(); // their sizes span more than those of other models
        return branch.bound().tier() <= allowedTier(found) && (embeds || worse <= WORSE || fast);
    }

    /** Returns the best model that is much faster than the first; empty if the list holds one or there is none. */
    private Optional<Found> fast(PriorityQueue<Branch> open, List<Found> found) {
        double wanted = FAST * found.getFirst().launch().tg();
        if (found.stream().anyMatch(f -> f.launch().tg() >= wanted)) {
            return Optional.empty();
        }
        PriorityQueue<Branch> fast = new PriorityQueue<>();
        open.stream().filter(b -> mayBeFast(b, wanted, found)).forEach(fast::add);
        while (!fast.isEmpty()) {
            Branch branch = fast.poll();
            if (branch.rough()) {
                bound(branch.order(), branch.offer(), false)
                        .filter(b -> mayBeFast(b, wanted, found))
                        .ifPresent(fast::add);
                continue;
            }
            if (branch.found().isPresent()) {
                return branch.found();
            }
            advance(branch).filter(b -> mayBeFast(b, wanted, found)).ifPresent(fast::add);
        }
        return Optional.empty();
    }

    private static boolean mayBeFast(Branch branch, double wanted, List<Found> found) {
        double tg =
                branch.found().map(f -> f.launch().tg()).orElse(branch.bound().tg());
        double least = found.getFirst().launch().score().parts().answers() - MUCH_WORSE;
        return tg >= wanted
                && branch.bound().tier() <= allowedTier(found)
                && branch.bound().parts().answers() >= least;
    }

    /**
     * Returns whether a model can be used for something at all. One made for a narrow task (a guard, a translator, a caller of functions)
     * is no answer to people.
     */
    public static boolean suits(UseCase useCase, Listing listing) {
        Set<String> purposes = listing.purposes();
        boolean embeds = purposes.contains("embedding") || purposes.contains("rerank");
        boolean narrow = purposes.contains("translation") || purposes.contains("safety");
        boolean talks = purposes.contains("chat") && !embeds && !narrow;
        boolean codes = purposes.contains("code") && !embeds;
        return switch (useCase) {
            case EMBEDDING -> purposes.contains("embedding");
            case RERANK -> purposes.contains("rerank");
            case AUTOCOMPLETE -> purposes.contains("fim");
            case VISION -> listing.vision() && talks;
            case CODING -> talks || codes;
            case AGENTS -> talks || (codes && purposes.contains("tools"));
            case CHAT, REASONING, RAG, BATCH -> talks;
        };
    }

    private static int allowedTier(List<Found> found) {
        return Math.max(1, found.getFirst().launch().score().tier());
    }

    /**
     * Returns the first word of the family, {@code qwen} for {@code Qwen3.5}, and whether it is a mixture of experts: the versions of one
     * kind are no alternatives to each other.
     */
    private static String kind(ModelOffer offer) {
        String family = offer.listing().family().orElse(offer.name());
        int end = 0;
        while (end < family.length() && Character.isLetter(family.charAt(end))) {
            end++;
        }
        String maker = (end == 0 ? family : family.substring(0, end)).toLowerCase(Locale.ROOT);
        boolean mixture = offer.outline().filter(ModelOffer.Outline::mixture).isPresent();
        return mixture ? maker + " mixture" : maker;
    }

    /** Lays a model out, or works its best launch out by one step; empty if it has none. */
    private Optional<Branch> advance(Branch branch) {
        ModelOffer offer = branch.offer();
        try {
            if (situation.objective().useCase() == UseCase.RERANK && !ranks(offer)) {
                return Optional.empty();
            }
            LaunchSearch search = branch.search()
                    .orElseGet(() -> new LaunchSearch(
                            offer,
                            FileTypes.considered(offer, situation.request().fileType()),
                            situation.machine(),
                            situation.budgets(),
                            situation.objective().of(offer.listing()),
                            situation.request().cacheTypes(),
                            engines));
            if (branch.search().isPresent()) {
                Optional<PlannedLaunch> launch = search.step(option -> true);
                if (launch.isPresent()) {
                    Found found = new Found(launch.get(), search.profile());
                    return Optional.of(new Branch(
                            branch.order(), offer, launch.get().score(), false, branch.search(), Optional.of(found)));
                }
            }
            return search.bound()
                    .map(b -> new Branch(branch.order(), offer, b, false, Optional.of(search), Optional.empty()));
        } catch (UnsupportedArchitectureException e) {
            // Asked for by name it is refused with a sentence; among many it is no candidate.
            return Optional.empty();
        }
    }

    /** Returns whether llama-server can rank with a model: it needs the head that tells how well a passage answers. */
    private static boolean ranks(ModelOffer offer) {
        return offer.shape().tensors().stream().anyMatch(t -> t.name().startsWith("cls."));
    }

    /** Returns a model with the best score that it can reach; empty if none of its files can be held. */
    private Optional<Branch> bound(int order, ModelOffer offer, boolean rough) {
        return score(offer, rough)
                .map(score -> new Branch(order, offer, score, rough, Optional.empty(), Optional.empty()));
    }

    private Optional<Score> score(ModelOffer offer, boolean rough) {
        Optional<ModelOffer.Outline> outline = offer.outline();
        if (outline.isEmpty()) {
            return Optional.of(new Score(0, Double.POSITIVE_INFINITY, 0));
        }
        ModelOffer.Outline o = outline.get();
        Objective objective = situation.objective().of(offer.listing());
        ModelQuality answers = offer.quality(objective.useCase().skill()).orElse(ScoreParts.UNKNOWN);
        Score best = null;
        for (String fileType : FileTypes.considered(offer, situation.request().fileType())) {
            Bytes least = offer.leastBytes(fileType);
            double bytes = least.count();
            if (peak.holds(bytes)) {
                Quality quality = rough ? Quality.unknown() : offer.loss(fileType); // unknown is no loss
                double tg = peak.bound(bytes, o.parameters(), o.activeParameters());
                boolean whole = peak.holdsOnDevices(bytes * PeakSpeed.leastDeviceShare(o.parameters()));
                TurnPace pace = TurnPace.atMost(tg, Double.POSITIVE_INFINITY);
                Score score = objective.score(
                        answers, new Objective.Given(fileType, least, quality, true, pace, objective.ctx(), whole));
                best = best == null || score.compareTo(best) > 0 ? score : best;
            }
        }
        return Optional.ofNullable(best);
    }
}
