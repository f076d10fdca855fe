package dev.llmfit.answers.measure;

import dev.llmfit.engine.Launch;
import dev.llmfit.engine.Workload;
import dev.llmfit.engine.store.FormulaSaid;
import dev.llmfit.engine.verify.ExpectedSpeed;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.MemoryEstimator;
import dev.llmfit.sizing.speed.Evidence;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.ModelWork;
import dev.llmfit.sizing.speed.SpeedBounds;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedModel;
import dev.llmfit.sizing.speed.SpeedParts;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.sizing.speed.SpeedRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Asks the speed model what a measurement should find. */
public final class PredictedSpeeds implements ExpectedSpeed.Source {
    private static final double GIGA = 1e9;
    /** So many that arithmetic takes no time. */
    private static final int MANY_THREADS = 1 << 20;
    /** Layers on RPC servers wait for every tensor that crosses a socket; no figure says how long, so the range reaches down. */
    private static final double OVER_SOCKETS = 0.5;

    private final Machine machine;
    private final Model model;
    private final ModelWork work;
    private final SpeedModel speeds;
    private final MemoryEstimator estimator;
    private final OptionalDouble bandwidth;

    private PredictedSpeeds(
            Machine machine, Model model, SpeedModel speeds, MemoryEstimator estimator, OptionalDouble bandwidth) {
        this.machine = machine;
        this.model = model;
        this.work = ModelWork.of(model, HyperParameters.of(model));
        this.speeds = speeds;
        this.estimator = estimator;
        this.bandwidth = bandwidth;
    }

    /**
     * Returns predictions.
     *
     * @param evidence what was measured on this machine before
     */
    public static PredictedSpeeds of(Machine machine, Model model, MemoryEstimator estimator, Evidence evidence) {
        return new PredictedSpeeds(
                machine, model, SpeedModel.bundled().withEvidence(evidence), estimator, OptionalDouble.empty());
    }

    /** Returns predictions of the formula alone, which a calibration is compared with. */
    public static PredictedSpeeds formula(Machine machine, Model model, MemoryEstimator estimator) {
        return new PredictedSpeeds(machine, model, SpeedModel.bundled(), estimator, OptionalDouble.empty());
    }

    @Override
    public Optional<ExpectedSpeed> of(Model model, List<DeviceMemory> devices, Launch launch, Workload workload) {
        boolean prompt = workload.phase() == Workload.Phase.PP;
        if (onlyThisProcessor(launch)) {
            Launch host = new Launch(launch.options().withNGpuLayers(0), launch.threads(), List.of());
            return of(model, List.of(), host, workload)
                    .map(s -> new ExpectedSpeed(s.low() * OVER_SOCKETS, s.mid(), s.high(), s.basis()));
        }
        return estimate(model, devices, launch, workload)
                .map(e -> expected(prompt ? e.pp() : e.tg(), e.basis().name().toLowerCase(Locale.ROOT)));
    }

    /** RPC servers on a machine without GPUs share its processor: the work is that of the processor alone. */
    private boolean onlyThisProcessor(Launch launch) {
        return machine.devices().isEmpty()
                && !launch.rpcServers().isEmpty()
                && launch.rpcServers().stream().allMatch(s -> s.startsWith("127.") || s.startsWith("localhost"));
    }

    /** Returns the prediction of a workload; empty if a device is not one of this machine or its bandwidth is unknown. */
    private Optional<SpeedEstimate> estimate(
            Model model, List<DeviceMemory> devices, Launch launch, Workload workload) {
        boolean ours = devices.size() == machine.devices().size()
                && launch.rpcServers().isEmpty();
        if (!ours) {
            return Optional.empty();
        }
        Estimate estimate = estimator.estimate(model, devices, launch.options(), EngineBuild.NEWEST);
        boolean prompt = workload.phase() == Workload.Phase.PP;
        return LaunchSpeed.of(machine, Optional.empty())
                .map(l -> withThreads(l, launch))
                .map(l -> bandwidth.isPresent() ? assumed(l, prompt) : l)
                .map(l -> l.predict(
                        speeds,
                        work,
                        launch.options(),
                        estimate,
                        prompt ? workload.tokens() : 512,
                        prompt ? 128 : workload.tokens(),
                        workload.depth()));
    }

    /** Returns of what the formula's time of these tests is made; empty where a prediction is not possible. */
    public Optional<FormulaSaid> formula(Launch launch, List<Workload> workloads) {
        Optional<LaunchSpeed> known = LaunchSpeed.of(machine, Optional.empty());
        if (known.isEmpty() || !launch.rpcServers().isEmpty()) {
            return Optional.empty();
        }
        SpeedModel plain = SpeedModel.bundled();
        LaunchSpeed speed = withThreads(known.get(), launch);
        Map<String, SpeedParts> tests = new LinkedHashMap<>();
        for (Workload workload : workloads) {
            boolean prompt = workload.phase() == Workload.Phase.PP;
            tests.put(
                    workload.label(),
                    plain.parts(request(speed, launch, workload), prompt ? Evidence.Test.PP : Evidence.Test.TG));
        }
        return Optional.of(new FormulaSaid(plain.formulaId(), Optional.of(speed.host()), tests));
    }

    private SpeedRequest request(LaunchSpeed speed, Launch launch, Workload workload) {
        boolean prompt = workload.phase() == Workload.Phase.PP;
        LaunchOptions sized = launch.options().withNCtx(Math.max(1, workload.tokens() + workload.depth()));
        Estimate estimate = estimator.estimate(model, DeviceMemory.of(machine), sized, EngineBuild.NEWEST);
        return speed.request(
                work,
                launch.options(),
                estimate,
                prompt ? workload.tokens() : 512,
                prompt ? 128 : workload.tokens(),
                workload.depth());
    }

    /** Returns what a measurement can show on this machine; empty where a prediction is not possible. */
    public Optional<SpeedBounds> bounds(Launch launch, Workload workload) {
        Optional<LaunchSpeed> known = LaunchSpeed.of(machine, Optional.empty());
        if (known.isEmpty() || !launch.rpcServers().isEmpty()) {
            return Optional.empty();
        }
        boolean prompt = workload.phase() == Workload.Phase.PP;
        SpeedRequest request = request(withThreads(known.get(), launch), launch, workload);
        return Optional.of(speeds.bounds(request, prompt ? Evidence.Test.PP : Evidence.Test.TG));
    }

    /** Under an assumed bandwidth nothing but memory limits generation; so the assumption can be refuted. */
    private LaunchSpeed assumed(LaunchSpeed speed, boolean prompt) {
        LaunchSpeed faster = speed.withBandwidth(bandwidth.getAsDouble());
        return prompt
                ? faster
                : new LaunchSpeed(faster.devices(), faster.host().withThreads(MANY_THREADS), faster.build());
    }

    private static LaunchSpeed withThreads(LaunchSpeed speed, Launch launch) {
        if (launch.threads().isEmpty()) {
            return speed;
        }
        return new LaunchSpeed(
                speed.devices(), speed.host().withThreads(launch.threads().getAsInt()), speed.build());
    }

    /**
     * Returns the formula's predictions for a machine whose memory would be as fast as someone assumes.
     *
     * @param gigabytesPerSecond the assumed bandwidth
     */
    public ExpectedSpeed.Source assuming(double gigabytesPerSecond) {
        return new PredictedSpeeds(
                machine, model, SpeedModel.bundled(), estimator, OptionalDouble.of(gigabytesPerSecond * GIGA));
    }

    private static ExpectedSpeed expected(SpeedRange range, String basis) {
        return new ExpectedSpeed(range.low(), range.mid(), range.high(), basis);
    }
}
