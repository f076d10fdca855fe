package dev.llmfit.recommend.speed;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.LayerPlacement;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/** Speed of one file on one machine, by placement; what was asked before is remembered. For one thread. */
public final class Pace {
    /** Speeds that differ by less are not told apart by any measurement of a desk; judgement. */
    private static final double NEARLY = 1.03;

    private final SpeedForecast speeds;
    private final Model model;
    private final Machine machine;
    private final Wanted wanted;
    private final Map<Placed, Double> known = new HashMap<>();

    /**
     * What of a speed matters to who asks.
     *
     * @param limits speeds that the wish asks for, tok/s
     * @param prompt tokens that are read in a typical turn
     * @param cost what a turn costs at so many tok/s of generation and of its prompt, doublings; 0 if it is fast
     */
    public record Wanted(List<Double> limits, int prompt, DoubleBinaryOperator cost) {
        /** Only generation matters, and no limit. */
        public static final Wanted GENERATION = new Wanted(List.of(), 1, (tg, pp) -> 0);

        public Wanted {
            limits = List.copyOf(limits);
        }
    }

    /** What generation depends on: of one answer on an empty context, or of several at a depth, with an unlike batch for each. */
    private record Placed(
            List<Integer> layerDevice,
            int nGpuLayers,
            int nCpuMoe,
            GgmlType typeK,
            GgmlType typeV,
            boolean opOffload,
            SplitMode splitMode,
            int depth,
            int ubatch) {}

    /**
     * Creates the speeds of a file.
     *
     * @param speeds answers
     * @param model the file
     * @param machine the machine
     * @param wanted what of its speed matters
     */
    public Pace(SpeedForecast speeds, Model model, Machine machine, Wanted wanted) {
        this.speeds = speeds;
        this.model = model;
        this.machine = machine;
        this.wanted = wanted;
    }

    private double tg(LaunchOptions options, List<Integer> layerDevice) {
        return known.computeIfAbsent(
                placed(options, layerDevice, 0, 0), p -> speeds.generation(model, machine, options, layerDevice));
    }

    private static Placed placed(LaunchOptions options, List<Integer> layerDevice, int depth, int ubatch) {
        return new Placed(
                layerDevice,
                options.nGpuLayers(),
                options.nCpuMoe(),
                options.typeK(),
                options.typeV(),
                options.opOffload(),
                options.splitMode(),
                depth,
                ubatch);
    }

    /** Returns the speed of one answer alone on an empty context. */
    public Speed speed(LaunchOptions options, List<Integer> layerDevice) {
        return speeds.speed(model, machine, options, layerDevice);
    }

    /**
     * Returns the generated tokens per second that count: of each slot while all generate, each with half of its context filled, or of
     * one slot alone.
     */
    public double counted(LaunchOptions options, List<Integer> layerDevice) {
        return options.nParallel() > 1
                ? speeds.serving(model, machine, options, layerDevice, half(options))
                        .mid()
                : tg(options, layerDevice);
    }

    /** Returns what counts of a placement, tok/s: what the fastest split of its layers gives. */
    public double counted(LayerPlacement placed) {
        return placed.fastest()
                .orElseGet(() -> counted(placed.options(), placed.estimate().layerDevice()));
    }

    /** Returns whether one speed is as good as another: at most {@link #NEARLY} times slower, and no limit of the wish lies between. */
    public boolean near(double tg, double faster) {
        return tg * NEARLY >= faster && !parted(tg, faster);
    }

    /** Returns whether typical turns cost less in one placement than in another by more than this, and no limit of the wish is missed. */
    public boolean cheaper(LayerPlacement one, LayerPlacement other, double doublings) {
        return cost(other) - cost(one) > doublings && !parted(counted(one), counted(other));
    }

    private boolean parted(double tg, double faster) {
        return wanted.limits().stream().anyMatch(limit -> tg < limit && limit <= faster);
    }

    /** Returns what no launch with layers on these devices or slower ones gives each slot, tok/s. */
    public double bound(LaunchOptions options, List<Integer> layerDevice) {
        return options.nParallel() > 1
                ? known.computeIfAbsent(
                        placed(options, layerDevice, half(options), options.nUbatch()),
                        p -> speeds.servingAtMost(model, machine, options, layerDevice, p.depth()))
                : tg(options, layerDevice);
    }

    /** Returns what reading weights and caches allows each slot, tok/s: for comparisons of splits that are made often. */
    public double reading(LaunchOptions options, List<Integer> layerDevice) {
        return options.nParallel() > 1
                ? speeds.servingBound(model, machine, options, layerDevice, half(options))
                : tg(options, layerDevice);
    }

    private static int half(LaunchOptions options) {
        return options.nCtx() / options.nParallel() / 2;
    }

    /** Returns the tokens a second of the prompt of a typical turn. */
    public double prompt(LaunchOptions options, List<Integer> layerDevice) {
        return speeds.prompt(model, machine, options, layerDevice, wanted.prompt())
                .mid();
    }

    /** Returns what a typical turn costs in a placement, doublings: reading its prompt and writing its answer. */
    private double cost(LayerPlacement placed) {
        return wanted.cost()
                .applyAsDouble(
                        counted(placed),
                        prompt(placed.options(), placed.estimate().layerDevice()));
    }

    /** Returns the low end of {@link #counted}, by the range of one answer alone. */
    public double low(LayerPlacement placed, Speed alone) {
        double mid = alone.tg().mid();
        return mid > 0 ? counted(placed) * alone.tg().low() / mid : 0;
    }

    /** Returns what each layer costs on each device. */
    public StepShares shares(LaunchOptions options, int layers) {
        return speeds.shares(model, machine, options, layers);
    }
}
