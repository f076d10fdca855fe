package dev.llmfit.recommend.search;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.SeenCompute;
import dev.llmfit.recommend.fit.Sizer;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.placement.ExpertPlacement;
import dev.llmfit.recommend.placement.LayerFinder;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.BatchMode;
import dev.llmfit.recommend.wish.TurnPace;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.sizing.LaunchOptions;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The searches for placements of one model on one machine, with what they learn of each other. */
final class Placements {
    /** Compute buffers grow a little less than in proportion to the batch; a search that begins too low only sizes one more launch. Judgement. */
    private static final double LARGER = 0.9;

    private final ModelOffer offer;
    private final ModelProfile profile;
    private final Machine machine;
    private final Budgets budgets;
    private final LaunchSpace space;
    private final PaceBounds bounds;
    private final Engines engines;
    private final Map<String, Sizer> sizers = new HashMap<>();
    private final Map<String, Budgets> learned = new HashMap<>();
    private final Map<BatchMode, Long> computeGuess = new EnumMap<>(BatchMode.class);
    private final Map<Tried, ExpertPlacement> experts = new HashMap<>();
    private final Map<Tried, TurnPace> inParts = new HashMap<>();
    private final Map<Seen, SeenCompute> seen = new HashMap<>();

    /** What is tried in several placements. */
    private record Tried(String fileType, int ctx, GgmlType cacheType, BatchMode batch) {}

    /** What compute buffers depend on beside the file type. */
    private record Seen(int ctx, GgmlType cacheType, BatchMode batch, boolean whole) {}

    Placements(
            ModelOffer offer,
            ModelProfile profile,
            Machine machine,
            Budgets budgets,
            LaunchSpace space,
            PaceBounds bounds,
            Engines engines) {
        this.offer = offer;
        this.profile = profile;
        this.machine = machine;
        this.budgets = budgets;
        this.space = space;
        this.bounds = bounds;
        this.engines = engines;
    }

    /** Returns whether the devices may hold everything, by least sizes. */
    boolean mayBeWhole(String fileType, int ctx, GgmlType cache) {
        long least = bounds.weights(fileType).onDevices() + space.leastCache(ctx, cache);
        return least <= learned(fileType).allDevices();
    }

    /** Returns the pace of the best launch that does not lie whole on the devices, if its cache took no memory. */
    TurnPace inParts(String fileType, int ctx, GgmlType cache) {
        boolean byContext = space.objective().slots() > 1
                || space.base(ctx, cache, BatchMode.USUAL).embeddings();
        int counted = byContext ? ctx : space.objective().ctx();
        Tried tried = new Tried(fileType, counted, cache, BatchMode.USUAL);
        return inParts.computeIfAbsent(tried, this::inParts);
    }

    private TurnPace inParts(Tried t) {
        LaunchOptions base = space.base(t.ctx(), t.cacheType(), BatchMode.USUAL);
        long[] nothing = new long[profile.layers() + 1];
        if (!profile.moe()) {
            int most = layers(t, nothing).mostLayers(budgets.allDevices());
            return bounds.layers(t.fileType(), BatchMode.USUAL, base, Math.min(profile.layers(), most));
        }
        ExpertPlacement free = experts(t, nothing);
        return free.hopedWhole()
                .or(free::hopedSome)
                .map(mix -> bounds.experts(t.fileType(), BatchMode.USUAL, mix, free.leastOnHost()))
                .orElseGet(() -> bounds.layers(t.fileType(), BatchMode.USUAL, base, 0));
    }

    /** Returns the pace of the best placement that a verdict allows by least sizes; empty if there is none. */
    Optional<TurnPace> hopedFor(String fileType, int ctx, GgmlType cache, BatchMode batch, Verdict verdict) {
        Tried tried = new Tried(fileType, ctx, cache, batch);
        if (profile.moe() && (verdict == Verdict.MOE_OFFLOAD || verdict == Verdict.PARTIAL_GPU)) {
            boolean whole = verdict == Verdict.MOE_OFFLOAD;
            ExpertPlacement placement = experts(tried);
            return (whole ? placement.hopedWhole() : placement.hopedSome())
                    .map(mix -> bounds.experts(fileType, batch, mix, placement.leastOnHost()));
        }
        int all = bounds.weights(fileType).layers() + 1;
        int offloaded = switch (verdict) {
            case FULL_GPU, MOE_OFFLOAD -> all;
            case PARTIAL_GPU -> Math.min(all - 1, layers(tried).mostLayers(budgets.allDevices()));
            case CPU, NO_FIT -> 0;
        };
        return Optional.of(bounds.layers(fileType, batch, space.base(ctx, cache, batch), offloaded));
    }

    /** Learns the largest compute buffer of a launch: one with the same batch has about that. */
    void sized(BatchMode batch, long compute) {
        computeGuess.put(batch, compute);
    }

    /** Returns the placements of experts that a branch stands for. */
    ExpertPlacement experts(SearchBranch o) {
        return experts(new Tried(o.fileType(), o.ctx(), o.cacheType(), o.batch()));
    }

    private ExpertPlacement experts(Tried tried) {
        // What the search for one place of the experts learns of compute buffers counts for the next one.
        return experts.computeIfAbsent(tried, t -> experts(t, space.leastCaches(t.ctx(), t.cacheType())));
    }

    private ExpertPlacement experts(Tried t, long[] leastCache) {
        return new ExpertPlacement(
                sizer(t.fileType()),
                learned(t.fileType()),
                bounds.weights(t.fileType()),
                leastCache,
                space.base(t.ctx(), t.cacheType(), t.batch()),
                seen(new Seen(t.ctx(), t.cacheType(), t.batch(), true)),
                seen(new Seen(t.ctx(), t.cacheType(), t.batch(), false)),
                bounds.pace(t.fileType()),
                bounds.fastest(t.fileType()));
    }

    private SeenCompute seen(Seen key) {
        SeenCompute known = seen.get(key);
        if (known != null) {
            return known;
        }
        SeenCompute made = new SeenCompute();
        if (key.batch() != BatchMode.USUAL) {
            double tokens = key.batch().ubatch() / (double) BatchMode.USUAL.ubatch();
            boolean plain = key.cacheType() == GgmlType.F16;
            made = seen(new Seen(key.ctx(), key.cacheType(), BatchMode.USUAL, key.whole()))
                    .ofBatch(tokens, plain);
        }
        seen.put(key, made);
        return made;
    }

    /** Returns the placements of whole layers that a branch stands for. */
    LayerFinder layers(SearchBranch o) {
        return layers(new Tried(o.fileType(), o.ctx(), o.cacheType(), o.batch()));
    }

    private LayerFinder layers(Tried t) {
        return layers(t, space.leastCaches(t.ctx(), t.cacheType()));
    }

    private LayerFinder layers(Tried t, long[] leastCache) {
        return new LayerFinder(
                sizer(t.fileType()),
                learned(t.fileType()),
                bounds.weights(t.fileType()),
                leastCache,
                space.base(t.ctx(), t.cacheType(), t.batch()),
                guess(t.batch()),
                bounds.pace(t.fileType()));
    }

    /** Returns the compute buffer of the last launch with a batch; of a larger one that none had yet, that of the usual one in proportion. */
    private long guess(BatchMode batch) {
        Long known = computeGuess.get(batch);
        if (known != null) {
            return known;
        }
        long usual = computeGuess.getOrDefault(BatchMode.USUAL, 0L);
        return batch.large() ? (long) (LARGER * usual * batch.ubatch() / BatchMode.USUAL.ubatch()) : 0;
    }

    /** Returns the budgets of a file: less than the machine's where a launch of it got no memory. */
    private Budgets learned(String fileType) {
        return learned.computeIfAbsent(fileType, t -> engines.learned(budgets, machine, offer.model(t)));
    }

    private Sizer sizer(String fileType) {
        return sizers.computeIfAbsent(
                fileType, t -> new Sizer(engines.memory(), offer.model(t), budgets.memory(), engines.build()));
    }
}
