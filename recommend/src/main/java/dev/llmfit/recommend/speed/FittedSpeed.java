package dev.llmfit.recommend.speed;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.Energy;
import dev.llmfit.sizing.speed.Evidence;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.MachinePower;
import dev.llmfit.sizing.speed.ModelWork;
import dev.llmfit.sizing.speed.SpeculativeSpeed;
import dev.llmfit.sizing.speed.SpeedDevice;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.sizing.speed.SpeedRequest;
import dev.llmfit.sizing.speed.Turn;
import dev.llmfit.sizing.speed.TurnTime;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * The fitted speed model, asked about a prompt that fills a ubatch and 128 generated tokens in an empty context. A GPU of unknown
 * bandwidth is taken for a small one, with a wide range.
 */
public final class FittedSpeed implements SpeedForecast {
    /** The test of llama-bench by default: {@code tg128}. */
    private static final int GENERATED = 128;

    /** Room of the bound for what differs between prompts of launches much alike. Judgement. */
    private static final double PROMPT_OPTIMISM = 1.05;

    private final dev.llmfit.sizing.speed.SpeedModel speeds;
    private final BiFunction<Machine, Model, Evidence> measurements;
    private final Map<Machine, Map<Model, dev.llmfit.sizing.speed.SpeedModel>> informed =
            Collections.synchronizedMap(new IdentityHashMap<>());
    private final Map<Model, ModelWork> works = Collections.synchronizedMap(new IdentityHashMap<>());
    private final Map<Machine, Optional<MachinePower>> powers = Collections.synchronizedMap(new IdentityHashMap<>());
    private final Map<Machine, LaunchSpeed> machines = Collections.synchronizedMap(new IdentityHashMap<>());

    /** Creates a model that answers with these constants and measurements. */
    public FittedSpeed(dev.llmfit.sizing.speed.SpeedModel speeds) {
        this(speeds, (machine, model) -> Evidence.none());
    }

    /**
     * Creates a model that knows what was measured.
     *
     * @param speeds the constants
     * @param measurements what is known of a model on a machine; asked once for each pair
     */
    public FittedSpeed(dev.llmfit.sizing.speed.SpeedModel speeds, BiFunction<Machine, Model, Evidence> measurements) {
        this.speeds = speeds;
        this.measurements = measurements;
    }

    private dev.llmfit.sizing.speed.SpeedModel informed(Model model, Machine machine) {
        return informed.computeIfAbsent(machine, m -> Collections.synchronizedMap(new IdentityHashMap<>()))
                .computeIfAbsent(model, m -> speeds.withEvidence(measurements.apply(machine, m)));
    }

    @Override
    public Speed speed(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice) {
        SpeedEstimate e = informed(model, machine).predict(request(model, machine, options, layerDevice));
        return new Speed(range(e.tg()), range(e.pp()), e.basis().name().toLowerCase(Locale.ROOT), e.from());
    }

    @Override
    public double generation(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice) {
        return informed(model, machine)
                .generation(request(model, machine, options, layerDevice))
                .mid();
    }

    @Override
    public StepShares shares(Model model, Machine machine, LaunchOptions options, int layers) {
        SpeedRequest request = request(model, machine, options, Collections.nCopies(layers, 0));
        double[][] known = speeds.layerSeconds(request);
        double[][] seconds = new double[known.length][layers];
        for (int d = 0; d < known.length; d++) {
            int output = known[d].length - 1;
            System.arraycopy(known[d], 0, seconds[d], 0, output);
            seconds[d][layers - 1] =
                    known[d][output]; // layers for next-token prediction, which do not run, lie between
        }
        return new StepShares(seconds, speeds.hopSeconds(request));
    }

    @Override
    public Speed.Range serving(
            Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice, int depth) {
        SpeedRequest one = request(model, machine, options, layerDevice);
        return range(informed(model, machine).serving(one, options.nParallel(), depth));
    }

    @Override
    public double servingBound(
            Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice, int depth) {
        SpeedRequest together = request(model, machine, options, layerDevice).serving(options.nParallel(), depth);
        return informed(model, machine).generation(together).mid();
    }

    @Override
    public double servingAtMost(
            Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice, int depth) {
        // Of cards that are not alike another one may read prompts fastest, and only reading weights bounds them.
        return unlike(machine).size() > 1
                ? servingBound(model, machine, options, layerDevice, depth)
                : informed(model, machine)
                        .serving(
                                request(model, machine, options, layerDevice),
                                options.nParallel(),
                                depth,
                                promptsBy(machine))
                        .mid();
    }

    /** Returns how many times as fast as one device all may read a prompt; other caches and contexts change it a little. */
    private static double promptsBy(Machine machine) {
        return PROMPT_OPTIMISM * Math.max(1, machine.devices().size());
    }

    @Override
    public Optional<Speed.Range> nextTokens(
            Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice, int guesses) {
        SpeedRequest one = request(model, machine, options, layerDevice);
        return Optional.of(range(SpeculativeSpeed.nextTokens(informed(model, machine), one, guesses)
                .tg()));
    }

    @Override
    public Speed.Range prompt(
            Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice, int tokens) {
        SpeedRequest one = request(model, machine, options, layerDevice);
        return range(informed(model, machine).predict(one.withPrompt(tokens)).pp());
    }

    @Override
    public TurnTime turn(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice, Turn turn) {
        return TurnTime.of(informed(model, machine), request(model, machine, options, layerDevice), turn);
    }

    @Override
    public Optional<Energy> energy(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice) {
        return Energy.of(
                informed(model, machine),
                request(model, machine, options, layerDevice),
                powers.computeIfAbsent(machine, MachinePower::of));
    }

    @Override
    public List<Integer> unlike(Machine machine) {
        List<SpeedDevice> devices = known(machine).devices();
        return IntStream.range(0, devices.size())
                .filter(d -> devices.indexOf(devices.get(d)) == d)
                .boxed()
                .toList();
    }

    private LaunchSpeed known(Machine machine) {
        return machines.computeIfAbsent(machine, LaunchSpeed::assuming);
    }

    private SpeedRequest request(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice) {
        LaunchSpeed known = known(machine);
        ModelWork work = works.computeIfAbsent(model, m -> ModelWork.of(m, HyperParameters.of(m)));
        boolean flashAttn = options.flashAttn() != LaunchOptions.FlashAttn.OFF;
        return known.request(work, options, layerDevice, flashAttn, LaunchSpeed.usualPrompt(options), GENERATED, 0);
    }

    private static Speed.Range range(SpeedRange r) {
        return new Speed.Range(r.low(), r.mid(), r.high());
    }
}
