package dev.llmfit.recommend;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.MemoryEstimator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * Best-first search over the launches of one model: file type × context × cache type × placement × physical batch. Every branch has a
 * bound that none of its launches can beat (the speed it would have if its compute buffers took no memory), so that launches come out
 * in the order of their score although only the promising ones are sized.
 */
final class LaunchSearch {
    private static final int SMALLEST_CTX = 2048;
    private static final int UBATCH = 512;
    private static final int SMALL_UBATCH = 128;

    /** A smaller physical batch makes prompts slower; it is taken only where nothing else differs. */
    private static final double SMALL_UBATCH_COST = 0.02;

    private final ModelOffer offer;
    private final Machine machine;
    private final Budgets budgets;
    private final Objective objective;
    private final List<GgmlType> cacheTypes;
    private final MemoryEstimator estimator;
    private final SpeedModel speeds;
    private final EngineBuild build;
    private final Engines engines;
    private final PriorityQueue<Option> open = new PriorityQueue<>();
    private final Map<String, Sizer> sizers = new HashMap<>();
    private final Map<String, WeightMap> weights = new HashMap<>();
    private final Map<String, Budgets> learned = new HashMap<>();
    private final ModelProfile profile;
    private final int fastest;
    private final double worth;
    private final PeakSpeed peak;
    private final Map<Integer, Long> computeGuess = new HashMap<>();
    private int made;

    LaunchSearch(
            ModelOffer offer,
            List<String> fileTypes,
            Machine machine,
            Budgets budgets,
            Objective objective,
            List<GgmlType> cacheTypes,
            Engines engines) {
        this.offer = offer;
        this.machine = machine;
        this.budgets = budgets;
        this.objective = objective;
        this.cacheTypes = cacheTypes;
        this.estimator = engines.memory();
        this.speeds = engines.speed();
        this.build = engines.build();
        this.engines = engines;
        this.peak = new PeakSpeed(machine, budgets);
        this.fastest = fastest(machine);
        this.profile = ModelProfile.of(offer.shape());
        this.worth = objective.modelWorth(profile.effectiveParameters(), offer.listing());
        for (String fileType : fileTypes) {
            double bytes = offer.leastBytes(fileType).count();
            if (peak.holds(bytes)) {
                double tg = peak.bound(bytes, profile.parameters(), profile.activeParameters());
                GgmlType cache = cacheTypes.getFirst();
                Verdict hoped = peak.holdsOnDevices(bytes) ? Verdict.FULL_GPU : Verdict.PARTIAL_GPU;
                Score bound = score(fileType, cache, tg, objective.ctx(), UBATCH, hoped);
                open.add(new Option(
                        made++,
                        fileType,
                        objective.ctx(),
                        cache,
                        UBATCH,
                        Option.Stage.FILE,
                        Verdict.FULL_GPU,
                        bound,
                        Optional.empty()));
            }
        }
    }

    ModelProfile profile() {
        return profile;
    }

    /** Returns the quality of a branch, which is certain before it is sized. */
    Quality quality(Option o) {
        return quality(o.fileType(), o.cacheType());
    }

    /** Returns the dots of a file type, 0 if its quality is not known. */
    int dots(String fileType) {
        return quality(fileType, cacheTypes.getFirst()).dots().orElse(0);
    }

    /** Returns the next best launch, or empty if there is none. */
    Optional<Launch> next() {
        return next(option -> true);
    }

    /** Returns the next best launch among the branches that are wanted, or empty if there is none. */
    Optional<Launch> next(Predicate<Option> wanted) {
        while (!open.isEmpty()) {
            Optional<Launch> sized = step(wanted);
            if (sized.isPresent()) {
                return sized;
            }
        }
        return Optional.empty();
    }

    /** Returns the best score that any launch left can reach; empty if none is left. */
    Optional<Score> bound() {
        return Optional.ofNullable(open.peek()).map(Option::bound);
    }

    /** Works the best branch out by one step; returns its launch if it was sized already. */
    Optional<Launch> step(Predicate<Option> wanted) {
        Option option = open.poll();
        if (option == null || !wanted.test(option)) {
            return Optional.empty();
        }
        switch (option.stage()) {
            case FILE -> launches(option.fileType());
            case LAUNCH -> expand(option);
            case SIZED -> {
                return option.launch();
            }
        }
        return Optional.empty();
    }

    private void launches(String fileType) {
        Verdict first = machine.devices().isEmpty() ? Verdict.CPU : Verdict.FULL_GPU;
        for (int ctx : contexts()) {
            for (GgmlType cache : cacheTypes()) {
                push(fileType, ctx, cache, UBATCH, first);
            }
        }
    }

    private void expand(Option o) {
        Placement placement = placement(o);
        Optional<Placed> placed = switch (o.verdict()) {
            case FULL_GPU -> placement.full((options, where) -> tg(o.fileType(), options, where));
            case MOE_OFFLOAD -> placement.experts();
            case PARTIAL_GPU ->
                profile.moe()
                        ? placement.expertsOfSome((options, where) -> tg(o.fileType(), options, where))
                        : placement.partial();
            case CPU, NO_FIT -> placement.host();
        };
        if (placed.isPresent()) {
            Launch launch = launch(o, placed.get());
            open.add(new Option(
                    made++,
                    o.fileType(),
                    o.ctx(),
                    o.cacheType(),
                    o.ubatch(),
                    Option.Stage.SIZED,
                    o.verdict(),
                    launch.score(),
                    Optional.of(launch)));
        } else {
            alternatives(o);
        }
    }

    private double tg(String fileType, LaunchOptions options, List<Integer> layerDevice) {
        return speeds.generation(offer.model(fileType), machine, options, layerDevice);
    }

    /** What to try where a placement does not fit. */
    private void alternatives(Option o) {
        switch (o.verdict()) {
            case FULL_GPU -> {
                if (o.ubatch() == UBATCH) {
                    push(o.fileType(), o.ctx(), o.cacheType(), SMALL_UBATCH, Verdict.FULL_GPU);
                    push(
                            o.fileType(),
                            o.ctx(),
                            o.cacheType(),
                            UBATCH,
                            profile.moe() ? Verdict.MOE_OFFLOAD : Verdict.PARTIAL_GPU);
                }
            }
            case PARTIAL_GPU -> push(o.fileType(), o.ctx(), o.cacheType(), o.ubatch(), Verdict.CPU);
            case CPU -> {
                if (o.ubatch() == UBATCH) {
                    Verdict next = machine.devices().isEmpty() ? Verdict.CPU : Verdict.PARTIAL_GPU;
                    push(o.fileType(), o.ctx(), o.cacheType(), SMALL_UBATCH, next);
                }
            }
            case MOE_OFFLOAD -> push(o.fileType(), o.ctx(), o.cacheType(), UBATCH, Verdict.PARTIAL_GPU);
            case NO_FIT -> {}
        }
    }

    private void push(String fileType, int ctx, GgmlType cache, int ubatch, Verdict verdict) {
        List<Integer> layerDevice = hopedFor(fileType, ctx, cache, verdict);
        if (layerDevice.isEmpty()) {
            return;
        }
        LaunchOptions options = base(ctx, cache, ubatch).withNGpuLayers(onDevices(layerDevice));
        Score bound = score(fileType, cache, tg(fileType, options, layerDevice), ctx, ubatch, verdict);
        open.add(new Option(
                made++, fileType, ctx, cache, ubatch, Option.Stage.LAUNCH, verdict, bound, Optional.empty()));
    }

    /** Returns the best placement that a verdict allows by least sizes; empty if there is none. */
    private List<Integer> hopedFor(String fileType, int ctx, GgmlType cache, Verdict verdict) {
        WeightMap map = weights(fileType);
        int all = map.layers() + 1;
        if (map.total() > budgets.everything()) {
            return List.of();
        }
        int offloaded = switch (verdict) {
            case FULL_GPU, MOE_OFFLOAD -> all;
            case PARTIAL_GPU ->
                profile.moe()
                        ? all - 1
                        : Math.min(
                                all - 1, placement(fileType, ctx, cache, UBATCH).mostLayers(budgets.allDevices()));
            case CPU, NO_FIT -> 0;
        };
        List<Integer> layerDevice = new ArrayList<>(all);
        for (int il = 0; il < all; il++) {
            layerDevice.add(il >= all - offloaded ? fastest : -1);
        }
        return layerDevice;
    }

    /** Returns the device of the highest bandwidth: no placement is faster than one that uses only it. */
    private static int fastest(Machine machine) {
        int fastest = 0;
        for (int d = 1; d < machine.devices().size(); d++) {
            double best = machine.devices().get(fastest).bandwidthGbps().orElse(0.0);
            fastest = machine.devices().get(d).bandwidthGbps().orElse(0.0) > best ? d : fastest;
        }
        return fastest;
    }

    private static int onDevices(List<Integer> layerDevice) {
        int n = 0;
        for (int device : layerDevice) {
            n += device >= 0 ? 1 : 0;
        }
        return n;
    }

    private Launch launch(Option o, Placed placed) {
        long compute = 0;
        for (BufferSizes device : placed.estimate().devices()) {
            compute = Math.max(compute, device.compute().count());
        }
        computeGuess.put(o.ubatch(), compute);
        Model model = offer.model(o.fileType());
        Speed speed =
                speeds.speed(model, machine, placed.options(), placed.estimate().layerDevice());
        Quality quality = quality(o.fileType(), o.cacheType());
        return new Launch(
                offer,
                o.fileType(),
                offer.fileBytes(o.fileType()),
                placed.options(),
                placed.estimate(),
                o.verdict(),
                quality,
                speed,
                placed.missing(),
                score(o.fileType(), o.cacheType(), speed.tg().mid(), o.ctx(), o.ubatch(), o.verdict()));
    }

    private Score score(String fileType, GgmlType cache, double tg, int ctx, int ubatch, Verdict verdict) {
        Score score = objective.score(worth, quality(fileType, cache), tg, ctx, verdict == Verdict.FULL_GPU);
        return ubatch == UBATCH ? score : new Score(score.tier(), score.utility() - SMALL_UBATCH_COST, tg);
    }

    private Quality quality(String fileType, GgmlType cache) {
        Quality file =
                QualityTable.of(fileType, profile.parameters(), offer.listing().nativeType());
        return QualityTable.withCache(file, cache, cache);
    }

    private Placement placement(Option o) {
        return placement(o.fileType(), o.ctx(), o.cacheType(), o.ubatch());
    }

    private Placement placement(String fileType, int ctx, GgmlType cache, int ubatch) {
        Sizer sizer =
                sizers.computeIfAbsent(fileType, t -> new Sizer(estimator, offer.model(t), budgets.memory(), build));
        long[] leastCache = WeightMap.leastCache(profile.hyper(), ctx, cache, cache);
        return new Placement(
                sizer,
                learned.computeIfAbsent(fileType, t -> engines.learned(budgets, machine, offer.model(t))),
                weights(fileType),
                leastCache,
                base(ctx, cache, ubatch),
                computeGuess.getOrDefault(ubatch, 0L));
    }

    private WeightMap weights(String fileType) {
        return weights.computeIfAbsent(fileType, t -> WeightMap.of(offer.model(t), profile.hyper()));
    }

    private LaunchOptions base(int ctx, GgmlType cache, int ubatch) {
        return LaunchOptions.defaults()
                .withNCtx(ctx)
                .withNUbatch(ubatch)
                .withNBatch(Math.max(ubatch, LaunchOptions.defaults().nBatch()))
                .withNParallel(objective.slots())
                .withNOutputsMax(objective.slots())
                .withFlashAttn(FlashAttn.AUTO)
                .withTypeK(cache)
                .withTypeV(cache);
    }

    /** Returns the contexts to try: what is wanted, and if the rules wanted it also halves of it. */
    private List<Integer> contexts() {
        int trained = profile.hyper().nCtxTrain();
        int wanted = objective.ctxFixed() || trained <= 0
                ? objective.ctx()
                : Math.min(objective.ctx(), Math.multiplyExact(trained, objective.slots()));
        List<Integer> contexts = new ArrayList<>(List.of(wanted));
        for (int ctx = wanted / 2; !objective.ctxFixed() && ctx >= SMALLEST_CTX; ctx /= 2) {
            contexts.add(ctx);
        }
        return contexts;
    }

    /** A model without an attention cache has nothing to quantize. */
    private List<GgmlType> cacheTypes() {
        boolean cached = false;
        for (int il = 0; il < profile.hyper().nLayer(); il++) {
            cached |= profile.hyper().hasKv(il) && !profile.hyper().isRecr(il);
        }
        return cached ? cacheTypes : List.of(cacheTypes.getFirst());
    }
}
