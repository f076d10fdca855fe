package dev.llmfit.recommend.search;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.Aim;
import dev.llmfit.recommend.wish.Objective;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.sizing.LaunchOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * Finds the launches with the most context, users or throughput: for each file type and cache type the largest number that fits by exact
 * sizes, by bisection, because what does not fit or is too slow does not get better with more.
 */
public final class AimSearch {
    /** Perplexity loss of four dots: a number is not bought with worse quality if it can be had with this. */
    private static final double GOOD_PPL = 3.7;

    /** llama.cpp rounds contexts up to this many cells. */
    private static final int CELLS = 256;

    private final ModelOffer offer;
    private final Situation s;
    private final Engines engines;
    private final ModelProfile profile;
    private final int ctxEach;

    /**
     * A launch with what is wanted of it.
     *
     * @param launch the launch
     * @param tier 0 comfortable, 1 usable, 2 not worth running
     * @param amount context, users, or tok/s together
     */
    private record Found(PlannedLaunch launch, int tier, double amount) {
        static final Comparator<Found> BEST_FIRST = Comparator.comparingInt(Found::tier)
                .thenComparing(Comparator.comparingDouble(Found::amount).reversed())
                .thenComparingDouble(f -> f.launch().quality().doublingsLost())
                .thenComparingDouble(f -> -f.launch().speed().tg().mid());
    }

    public AimSearch(ModelOffer offer, Situation s, Engines engines) {
        this.offer = offer;
        this.s = s;
        this.engines = engines;
        this.profile = ModelProfile.of(offer.shape());
        Objective o = s.objective();
        int trained = profile.hyper().nCtxTrain();
        this.ctxEach = o.ctxFixed() || trained <= 0 ? o.ctxEach() : Math.min(o.ctxEach(), trained);
    }

    /** Returns the launches with the most of what is wanted, best first; none is worse in everything than another. */
    public List<PlannedLaunch> best(List<String> fileTypes, int top) {
        List<Found> found = new ArrayList<>();
        for (String fileType : fileTypes) {
            for (GgmlType cache : s.request().cacheTypes()) {
                if (s.request().aim() == Aim.USERS) {
                    Optional<Found> whole = wholeUsers(fileType, cache);
                    whole.ifPresent(found::add);
                    users(fileType, cache, whole).ifPresent(found::add);
                } else {
                    most(fileType, cache).ifPresent(found::add);
                }
            }
        }
        found.sort(Found.BEST_FIRST);
        List<PlannedLaunch> chosen = new ArrayList<>();
        for (Found f : found) {
            boolean covered = chosen.stream()
                    .anyMatch(c -> f.launch().dominatedBy(c) || c.dominatedBy(f.launch()) || same(c, f.launch()));
            if (!covered
                    && chosen.size() < top
                    && f.tier() <= Math.max(1, found.getFirst().tier())) {
                chosen.add(f.launch());
            }
        }
        return chosen;
    }

    private static boolean same(PlannedLaunch a, PlannedLaunch b) {
        return !a.dominatedBy(b)
                && a.options().nCtx() == b.options().nCtx()
                && a.quality().doublingsLost() == b.quality().doublingsLost();
    }

    private Optional<Found> most(String fileType, GgmlType cache) {
        return switch (s.request().aim()) {
            case CONTEXT -> {
                int slots = s.objective().slots();
                int trained = Math.max(CELLS, profile.hyper().nCtxTrain());
                IntFunction<Optional<PlannedLaunch>> launches =
                        steps -> whole(fileType, cache, Math.min(steps * CELLS, trained), slots);
                yield largest(1, trained / CELLS, launches)
                        .map(l -> found(l, l.speed().tg().mid(), l.options().nCtx()));
            }
            case THROUGHPUT ->
                wholeUsers(fileType, cache)
                        .flatMap(most -> whole(fileType, cache, most.launch()))
                        .map(l -> found(l, half(l), l.options().nParallel() * half(l)));
            case USERS, BALANCED, QUALITY, SPEED, SMALL -> Optional.empty();
        };
    }

    /** Returns the launch with the number of slots, up to the most that fit, that makes the most tokens together. */
    private Optional<PlannedLaunch> whole(String fileType, GgmlType cache, PlannedLaunch most) {
        int best = 1;
        double total = 0;
        for (int n = 1; n <= most.options().nParallel(); n++) {
            double each = half(fileType, most, n);
            boolean enough = each >= s.objective().comfortTps();
            if (n == 1 || (enough && n * each > total)) {
                best = n;
                total = n * each;
            }
        }
        return whole(fileType, cache, ctxEach, best);
    }

    private double half(String fileType, PlannedLaunch launch, int slots) {
        return engines.speed()
                .serving(
                        offer.model(fileType),
                        s.machine(),
                        launch.options().withNParallel(slots),
                        launch.estimate().layerDevice(),
                        ctxEach / 2)
                .mid();
    }

    private Optional<Found> wholeUsers(String fileType, GgmlType cache) {
        return largest(1, LaunchOptions.MAX_PARALLEL, n -> whole(fileType, cache, ctxEach, n))
                .map(l -> found(l, half(l), l.options().nParallel()));
    }

    /** Each person gets a comfortable speed with half of the context filled, or if nobody can, an acceptable one. */
    private Optional<Found> users(String fileType, GgmlType cache, Optional<Found> whole) {
        int fewest = whole.filter(f -> f.tier() < 2)
                .map(f -> f.launch().options().nParallel())
                .orElse(1);
        for (double least :
                new double[] {s.objective().comfortTps(), s.objective().floorTps(), 0}) {
            Optional<PlannedLaunch> most = largest(
                    fewest,
                    LaunchOptions.MAX_PARALLEL,
                    n -> anywhere(fileType, cache, ctxEach, n).filter(l -> half(l) >= least));
            if (most.isPresent()) {
                return most.map(l -> found(l, half(l), l.options().nParallel()));
            }
        }
        return Optional.empty();
    }

    private Found found(PlannedLaunch launch, double tg, double amount) {
        double ppl = launch.quality().pplPercent().orElse(0.0);
        Objective o = s.objective();
        int tier = tg < o.floorTps() || ppl > o.floorPpl()
                ? 2
                : tg < o.comfortTps() || ppl > Math.min(GOOD_PPL, o.comfortPpl()) ? 1 : 0;
        return new Found(launch, tier, amount);
    }

    private double half(PlannedLaunch launch) {
        return engines.speed()
                .serving(
                        offer.model(launch.fileType()),
                        s.machine(),
                        launch.options(),
                        launch.estimate().layerDevice(),
                        launch.options().nCtx() / launch.options().nParallel() / 2)
                .mid();
    }

    private Optional<PlannedLaunch> whole(String fileType, GgmlType cache, int each, int slots) {
        return search(fileType, cache, each, slots).whole(fileType, cache);
    }

    private Optional<PlannedLaunch> anywhere(String fileType, GgmlType cache, int each, int slots) {
        return search(fileType, cache, each, slots).next();
    }

    private LaunchSearch search(String fileType, GgmlType cache, int each, int slots) {
        return new LaunchSearch(
                offer,
                List.of(fileType),
                s.machine(),
                s.budgets(),
                s.objective().of(each, slots),
                List.of(cache),
                engines);
    }

    /** Returns the launch of the largest number in a range that has one; what a number has, all below it have. */
    static Optional<PlannedLaunch> largest(int first, int limit, IntFunction<Optional<PlannedLaunch>> launches) {
        Optional<PlannedLaunch> best = launches.apply(first);
        int low = first;
        OptionalInt high = OptionalInt.empty();
        while (best.isPresent() && low < limit && (high.isEmpty() || high.getAsInt() - low > 1)) {
            int middle = high.isEmpty()
                    ? Math.min(limit, first > 1 ? low + (low + 3) / 4 : low * 4)
                    : (low + high.getAsInt()) >>> 1;
            Optional<PlannedLaunch> launch = launches.apply(middle);
            if (launch.isPresent()) {
                best = launch;
                low = middle;
            } else {
                high = OptionalInt.of(middle);
            }
        }
        return best;
    }
}
