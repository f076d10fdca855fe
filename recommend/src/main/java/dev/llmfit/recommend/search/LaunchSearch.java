package dev.llmfit.recommend.search;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.LayerPlacement;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.placement.LayerFinder;
import dev.llmfit.recommend.quality.ModelQuality;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.speed.Pace;
import dev.llmfit.recommend.speed.PeakSpeed;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.recommend.wish.BatchMode;
import dev.llmfit.recommend.wish.Objective;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Score;
import dev.llmfit.recommend.wish.ScoreParts;
import dev.llmfit.recommend.wish.TurnPace;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.units.AbandonedException;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * Best-first search over the launches of one model: file type × context × cache type × placement × physical batch. Every branch has a
 * bound that none of its launches can beat (the speed it would have if its compute buffers took no memory), so that launches come out
 * in the order of their score although only the promising ones are sized.
 */
public final class LaunchSearch {
    /** A smaller physical batch decides between launches that are as fast: worth two percent. Judgement. */
    private static final double SMALL_BATCH_COST = 0.02;

    private final ModelOffer offer;
    private final Machine machine;
    private final Budgets budgets;
    private final Objective objective;
    private final PriorityQueue<SearchBranch> open = new PriorityQueue<>();
    private final ModelProfile profile;
    private final LaunchSpace space;
    private final ModelQuality answers;
    private final PaceBounds bounds;
    private final Placements placements;
    private int made;

    public LaunchSearch(
            ModelOffer offer,
            List<String> fileTypes,
            Machine machine,
            Budgets budgets,
            Objective objective,
            List<GgmlType> cacheTypes,
            Engines engines) {
        this.offer = offer;
        this.machine = machine;
        this.budgets = ProjectorRoom.of(offer, objective.useCase(), machine, engines.build())
                .left(budgets);
        this.objective = objective;
        this.profile = ModelProfile.of(offer.shape());
        this.space = new LaunchSpace(objective, profile, offer, cacheTypes);
        this.answers = offer.quality(objective.useCase().skill()).orElse(ScoreParts.UNKNOWN);
        this.bounds = new PaceBounds(offer, profile, machine, space, engines.speed());
        this.placements = new Placements(offer, profile, machine, this.budgets, space, bounds, engines);
        PeakSpeed peak = new PeakSpeed(machine, budgets);
        for (String fileType : fileTypes) {
            double bytes = offer.leastBytes(fileType).count();
            if (peak.holds(bytes)) {
                double tg =
                        peak.bound(bytes, profile.parameters(), profile.activeParameters(), profile.expertParameters());
                GgmlType cache = cacheTypes.getFirst();
                Verdict hoped =
                        peak.holdsOnDevices(bytes * profile.deviceShare()) ? Verdict.FULL_GPU : Verdict.PARTIAL_GPU;
                TurnPace pace = TurnPace.atMost(tg, Double.POSITIVE_INFINITY);
                Score bound = score(fileType, cache, pace, objective.ctx(), BatchMode.USUAL, hoped);
                open.add(new SearchBranch(
                        made++,
                        fileType,
                        objective.ctx(),
                        cache,
                        BatchMode.USUAL,
                        SearchBranch.Stage.FILE,
                        Verdict.FULL_GPU,
                        bound,
                        Optional.empty()));
            }
        }
    }

    public ModelProfile profile() {
        return profile;
    }

    /** Returns the quality of a branch, which is certain before it is sized. */
    Quality quality(SearchBranch o) {
        return space.quality(o.fileType(), o.cacheType());
    }

    /** Returns the dots of a file type, 0 if its quality is not known. */
    int dots(String fileType) {
        return space.quality(fileType, space.cacheTypes().getFirst()).dots().orElse(0);
    }

    /** Returns the best score that a branch in parts could reach if it lay whole on the devices. */
    Score ifWhole(SearchBranch o) {
        TurnPace pace = placements
                .hopedFor(o.fileType(), o.ctx(), o.cacheType(), o.batch(), Verdict.FULL_GPU)
                .orElseThrow();
        return score(o.fileType(), o.cacheType(), pace, o.ctx(), o.batch(), Verdict.FULL_GPU);
    }

    /** Returns the next best launch, or empty if there is none. */
    public Optional<PlannedLaunch> next() {
        return next(option -> true);
    }

    /** Returns the next best launch among the branches that are wanted, or empty if there is none. */
    public Optional<PlannedLaunch> next(Predicate<SearchBranch> wanted) {
        while (!open.isEmpty()) {
            Optional<PlannedLaunch> sized = step(wanted);
            if (sized.isPresent()) {
                return sized;
            }
        }
        return Optional.empty();
    }

    /** Returns the launch with everything on the devices, or on the host without any; empty if it does not fit. */
    Optional<PlannedLaunch> whole(String fileType, GgmlType cache) {
        Verdict verdict = machine.devices().isEmpty() ? Verdict.CPU : Verdict.FULL_GPU;
        int ctx = objective.ctx();
        SearchBranch option = new SearchBranch(
                made++,
                fileType,
                ctx,
                cache,
                BatchMode.USUAL,
                SearchBranch.Stage.LAUNCH,
                verdict,
                new Score(2, 0, 0),
                Optional.empty());
        LayerFinder placement = placements.layers(option);
        Optional<LayerPlacement> placed = verdict == Verdict.CPU ? placement.host() : placement.full();
        return placed.map(p -> launch(option, p));
    }

    /** Returns the best score that any launch left can reach; empty if none is left. */
    Optional<Score> bound() {
        return Optional.ofNullable(open.peek()).map(SearchBranch::bound);
    }

    /**
     * Works the best branch out by one step; returns its launch if it was sized already.
     *
     * @throws AbandonedException if the thread was interrupted
     */
    Optional<PlannedLaunch> step(Predicate<SearchBranch> wanted) {
        AbandonedException.ifInterrupted();
        SearchBranch option = open.poll();
        if (option == null || !wanted.test(option)) {
            return Optional.empty();
        }
        switch (option.stage()) {
            case FILE -> launches(option.fileType());
            case PARTS -> alternatives(option);
            case LAUNCH -> expand(option);
            case SIZED -> {
                return option.launch();
            }
        }
        return Optional.empty();
    }

    private void launches(String fileType) {
        Verdict first = machine.devices().isEmpty() ? Verdict.CPU : Verdict.FULL_GPU;
        for (int ctx : space.contexts()) {
            for (GgmlType cache : space.cachesToTry()) {
                push(fileType, ctx, cache, BatchMode.USUAL, first);
            }
        }
    }

    /** With weights on the host, which are copied to a GPU for each physical batch, larger ones may make prompts faster. */
    private void larger(SearchBranch o, PlannedLaunch usual) {
        boolean onHost = o.verdict() == Verdict.MOE_OFFLOAD || o.verdict() == Verdict.PARTIAL_GPU;
        if (onHost && o.batch() == BatchMode.USUAL && objective.turn().prompt() > BatchMode.USUAL.ubatch()) {
            for (BatchMode batch : List.of(BatchMode.LARGE, BatchMode.LARGEST)) {
                // Their compute buffers leave room for no more layers, so they write no faster.
                placements
                        .hopedFor(o.fileType(), o.ctx(), o.cacheType(), batch, o.verdict())
                        .map(pace -> pace.notAbove(usual.tg()))
                        .ifPresent(pace -> add(o.fileType(), o.ctx(), o.cacheType(), batch, o.verdict(), pace));
            }
        }
    }

    private void expand(SearchBranch o) {
        if (lowered(o)) {
            return;
        }
        LayerFinder placement = placements.layers(o);
        Optional<LayerPlacement> placed = switch (o.verdict()) {
            case FULL_GPU -> placement.full();
            case MOE_OFFLOAD -> placements.experts(o).whole();
            case PARTIAL_GPU -> profile.moe() ? placements.experts(o).some() : placement.partial();
            case CPU, NO_FIT -> placement.host();
        };
        if (placed.isPresent()) {
            PlannedLaunch launch = launch(o, placed.get());
            larger(o, launch);
            open.add(new SearchBranch(
                    made++,
                    o.fileType(),
                    o.ctx(),
                    o.cacheType(),
                    o.batch(),
                    SearchBranch.Stage.SIZED,
                    o.verdict(),
                    launch.score(),
                    Optional.of(launch)));
        } else {
            alternatives(o);
        }
    }

    /**
     * Puts a branch of a mixture back where launches that were sized since show that its bound is too high: compute buffers leave room
     * for fewer experts. Returns whether it did.
     */
    private boolean lowered(SearchBranch o) {
        if (!profile.moe() || (o.verdict() != Verdict.MOE_OFFLOAD && o.verdict() != Verdict.PARTIAL_GPU)) {
            return false;
        }
        Optional<Score> bound = placements
                .hopedFor(o.fileType(), o.ctx(), o.cacheType(), o.batch(), o.verdict())
                .map(pace -> pace.notAbove(o.bound().tg()))
                .map(pace -> score(o.fileType(), o.cacheType(), pace, o.ctx(), o.batch(), o.verdict()));
        boolean lower = bound.isPresent() && bound.get().compareTo(o.bound()) < 0;
        if (lower) {
            open.add(branch(o.fileType(), o.ctx(), o.cacheType(), o.batch(), o.verdict(), o.stage(), bound.get()));
        }
        return lower;
    }

    /** What to try where a placement does not fit. */
    private void alternatives(SearchBranch o) {
        if (o.batch().large()) {
            return; // what a larger batch needs more, another placement needs too
        }
        Verdict parts = profile.moe() ? Verdict.MOE_OFFLOAD : Verdict.PARTIAL_GPU;
        switch (o.verdict()) {
            case FULL_GPU -> {
                if (o.batch() == BatchMode.USUAL) {
                    push(o, BatchMode.SMALL, Verdict.FULL_GPU);
                    push(o, BatchMode.USUAL, parts);
                } else {
                    push(o, BatchMode.SMALL, parts);
                }
            }
            case MOE_OFFLOAD -> push(o, o.batch(), Verdict.PARTIAL_GPU);
            case PARTIAL_GPU -> push(o, o.batch(), Verdict.CPU);
            case CPU -> {
                if (o.batch() == BatchMode.USUAL) {
                    push(o, machine.devices().isEmpty() ? BatchMode.SMALL : BatchMode.HOST, Verdict.CPU);
                } else if (o.batch() == BatchMode.SMALL && !machine.devices().isEmpty()) {
                    push(o, BatchMode.SMALL_HOST, Verdict.CPU);
                }
            }
            case NO_FIT -> {}
        }
    }

    private void push(SearchBranch o, BatchMode batch, Verdict verdict) {
        push(o.fileType(), o.ctx(), o.cacheType(), batch, verdict);
    }

    private void push(String fileType, int ctx, GgmlType cache, BatchMode batch, Verdict verdict) {
        if (bounds.weights(fileType).total() > budgets.everything()) {
            return;
        }
        if (verdict == Verdict.FULL_GPU && !placements.mayBeWhole(fileType, ctx, cache)) {
            // What to try instead is worked out when it is the best of all.
            Score bound =
                    score(fileType, cache, placements.inParts(fileType, ctx, cache), ctx, batch, Verdict.PARTIAL_GPU);
            open.add(branch(fileType, ctx, cache, batch, verdict, SearchBranch.Stage.PARTS, bound));
            return;
        }
        Optional<TurnPace> pace = placements.hopedFor(fileType, ctx, cache, batch, verdict);
        if (pace.isPresent()) {
            add(fileType, ctx, cache, batch, verdict, pace.get());
        } else {
            alternatives(branch(fileType, ctx, cache, batch, verdict, SearchBranch.Stage.LAUNCH, new Score(2, 0, 0)));
        }
    }

    private void add(String fileType, int ctx, GgmlType cache, BatchMode batch, Verdict verdict, TurnPace pace) {
        Score bound = score(fileType, cache, pace, ctx, batch, verdict);
        open.add(branch(fileType, ctx, cache, batch, verdict, SearchBranch.Stage.LAUNCH, bound));
    }

    private SearchBranch branch(
            String fileType,
            int ctx,
            GgmlType cache,
            BatchMode batch,
            Verdict verdict,
            SearchBranch.Stage stage,
            Score bound) {
        return new SearchBranch(made++, fileType, ctx, cache, batch, stage, verdict, bound, Optional.empty());
    }

    private PlannedLaunch launch(SearchBranch o, LayerPlacement placed) {
        long compute = 0;
        for (BufferSizes device : placed.estimate().devices()) {
            compute = Math.max(compute, device.compute().count());
        }
        placements.sized(o.batch(), compute);
        Pace pace = bounds.pace(o.fileType());
        Speed speed = pace.speed(placed.options(), placed.estimate().layerDevice());
        return new PlannedLaunch(
                offer,
                o.fileType(),
                offer.fileBytes(o.fileType()),
                placed.options(),
                placed.estimate(),
                o.verdict(),
                quality(o),
                speed,
                placed.next(),
                score(
                        o.fileType(),
                        o.cacheType(),
                        bounds.sized(o.fileType(), placed, speed),
                        o.ctx(),
                        o.batch(),
                        o.verdict()));
    }

    private Score score(String fileType, GgmlType cache, TurnPace pace, int ctx, BatchMode batch, Verdict verdict) {
        boolean plain = cache == space.cacheTypes().getFirst();
        Objective.Given given = new Objective.Given(
                fileType,
                offer.leastBytes(fileType),
                space.quality(fileType, cache),
                plain,
                pace,
                ctx,
                verdict == Verdict.FULL_GPU);
        Score score = objective.score(answers, given);
        return batch.small() ? score.less(SMALL_BATCH_COST) : score;
    }
}
