package dev.llmfit.answers.size;

import dev.llmfit.answers.size.FitsAnswer.Range;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.recommend.fit.RoomSearch;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Finds what fits of each option: some twenty launches are sized, not all. */
final class FitsAnswering {
    /** Cache types that are tried, largest first: those that flash attention of llama.cpp runs on every device. */
    private static final List<GgmlType> CACHE = List.of(GgmlType.F16, GgmlType.Q8_0, GgmlType.Q4_0);

    /** More slots are of no use to anybody who moves a slider; judgement. */
    private static final int MOST_SLOTS = 64;

    private final LaunchSeries series;
    private final LaunchOptions options;
    private final int slots;

    FitsAnswering(LaunchSeries series) {
        this.series = series;
        this.slots = Math.max(1, series.options().nParallel());
        this.options = series.options().withNCtx(series.nCtx());
    }

    FitsAnswer answer() {
        return new FitsAnswer(ctx(), layers(), experts(), slots(), cache());
    }

    /** Returns the ends that matter most of the first three; the other ends are not looked for. */
    Limits limits() {
        return new Limits(
                ctx().map(Range::most), mostLayers(), mostWithExperts().map(n -> blocks() - n));
    }

    private Optional<Range> ctx() {
        int each = options.nCtx() / slots;
        int trained = series.hyper().nCtxTrain();
        int most = Math.max(each, trained > 0 ? trained : each);
        int step = EffectiveLaunch.CELLS_PAD;
        return upTo(Math.min(step, each), most, step, n -> options.withNCtx(Math.multiplyExact(n, slots)));
    }

    private Optional<Range> slots() {
        int each = options.nCtx() / slots;
        int most = Math.clamp(Integer.MAX_VALUE / Math.max(1, each), 1, Math.max(slots, MOST_SLOTS));
        return upTo(1, most, 1, n -> LaunchSeries.withSlots(options, n));
    }

    private Optional<Range> upTo(int least, int most, int step, IntFunction<LaunchOptions> launch) {
        int found = RoomSearch.largest(least, most, step, n -> series.room(launch.apply(n)));
        return series.room(launch.apply(found)) >= 0 ? Optional.of(new Range(least, found)) : Optional.empty();
    }

    /** More layers on the GPUs take more there and less of the host, so the range has two ends. */
    private Optional<Range> layers() {
        return mostLayers().map(most -> new Range(most - down(most, options::withNGpuLayers), most));
    }

    private Optional<Integer> mostLayers() {
        return series.hasGpus() ? most(series.allLayers(), options::withNGpuLayers) : Optional.empty();
    }

    /** The same for experts, from the other side: more of them in RAM take less of the GPUs. */
    private Optional<Range> experts() {
        return mostWithExperts()
                .map(most -> new Range(blocks() - most, blocks() - most + down(most, this::withExpertsOf)));
    }

    /** Returns the most layers with their experts on the GPUs. */
    private Optional<Integer> mostWithExperts() {
        boolean movable = series.hasGpus() && series.hyper().experts().isPresent();
        return movable ? most(blocks(), this::withExpertsOf) : Optional.empty();
    }

    private LaunchOptions withExpertsOf(int layers) {
        return options.withNCpuMoe(blocks() - layers);
    }

    private int blocks() {
        return series.allLayers() - 1;
    }

    /** Returns the most of so many layers that fits the GPUs; empty if that does not fit the host. */
    private Optional<Integer> most(int all, IntFunction<LaunchOptions> launch) {
        int most = RoomSearch.largest(0, all, 1, n -> series.deviceRoom(launch.apply(n)));
        return series.room(launch.apply(most)) < 0 ? Optional.empty() : Optional.of(most);
    }

    /** Returns by how much a number that fits can be lowered until the host is too small. */
    private int down(int most, IntFunction<LaunchOptions> launch) {
        return RoomSearch.largest(0, most, 1, n -> series.room(launch.apply(most - n)));
    }

    private List<GgmlType> cache() {
        List<GgmlType> fit = new ArrayList<>();
        for (GgmlType type : CACHE) {
            if (series.room(options.withTypeK(type).withTypeV(type)) >= 0) {
                fit.add(type);
            }
        }
        return fit;
    }
}
