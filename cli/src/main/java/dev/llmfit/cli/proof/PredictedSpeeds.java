package dev.llmfit.cli.proof;

import dev.llmfit.engine.Launch;
import dev.llmfit.engine.Workload;
import dev.llmfit.engine.store.MeasurementStore;
import dev.llmfit.engine.store.StoredEvidence;
import dev.llmfit.engine.verify.ExpectedSpeed;
import dev.llmfit.gguf.HyperParameters;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.MemoryEstimator;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.ModelWork;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedHost;
import dev.llmfit.sizing.speed.SpeedModel;
import dev.llmfit.sizing.speed.SpeedRange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Asks the speed model what a measurement should find. */
final class PredictedSpeeds implements ExpectedSpeed.Source {
    private final Machine machine;
    private final ModelWork work;
    private final SpeedModel speeds;
    private final MemoryEstimator estimator;

    private PredictedSpeeds(Machine machine, ModelWork work, SpeedModel speeds, MemoryEstimator estimator) {
        this.machine = machine;
        this.work = work;
        this.speeds = speeds;
        this.estimator = estimator;
    }

    /** Returns predictions that know what was measured on this machine before. */
    static PredictedSpeeds withEvidence(Machine machine, Model model, MemoryEstimator estimator) {
        StoredEvidence evidence = StoredEvidence.of(MeasurementStore.ofUser(), machine, model);
        return new PredictedSpeeds(machine, workOf(model), SpeedModel.bundled().withEvidence(evidence), estimator);
    }

    /** Returns predictions of the formula alone, which a calibration is compared with. */
    static PredictedSpeeds formula(Machine machine, Model model, MemoryEstimator estimator) {
        return new PredictedSpeeds(machine, workOf(model), SpeedModel.bundled(), estimator);
    }

    private static ModelWork workOf(Model model) {
        return ModelWork.of(model, HyperParameters.of(model));
    }

    @Override
    public Optional<ExpectedSpeed> of(Model model, List<DeviceMemory> devices, Launch launch, Workload workload) {
        boolean prompt = workload.phase() == Workload.Phase.PP;
        return estimate(model, devices, launch, workload)
                .map(e -> expected(prompt ? e.pp() : e.tg(), e.basis().name().toLowerCase(Locale.ROOT)));
    }

    /** Returns the prediction of a workload; empty if a device is not one of this machine or its bandwidth is unknown. */
    Optional<SpeedEstimate> estimate(Model model, List<DeviceMemory> devices, Launch launch, Workload workload) {
        boolean ours = devices.size() == machine.devices().size()
                && launch.rpcServers().isEmpty();
        if (!ours) {
            return Optional.empty();
        }
        Estimate estimate = estimator.estimate(model, devices, launch.options(), EngineBuild.NEWEST);
        boolean prompt = workload.phase() == Workload.Phase.PP;
        return LaunchSpeed.of(machine, Optional.empty())
                .map(l -> withThreads(l, launch))
                .flatMap(l -> l.predict(
                        speeds,
                        work,
                        launch.options(),
                        estimate,
                        prompt ? workload.tokens() : 512,
                        prompt ? 128 : workload.tokens(),
                        workload.depth()));
    }

    private static LaunchSpeed withThreads(LaunchSpeed speed, Launch launch) {
        if (launch.threads().isEmpty()) {
            return speed;
        }
        int threads = launch.threads().getAsInt();
        return new LaunchSpeed(
                speed.devices(), speed.host().map(h -> new SpeedHost(h.bandwidth(), threads, h.isa(), h.arch())));
    }

    /**
     * Returns the formula's predictions for a machine whose memory would be as fast as someone assumes: generation reads every
     * weight once for each token, so it is scaled in proportion.
     *
     * @param gigabytesPerSecond the assumed bandwidth
     */
    ExpectedSpeed.Source assuming(double gigabytesPerSecond) {
        Optional<Double> known = machine.devices().isEmpty()
                ? machine.hostPool().bandwidthGbps()
                : machine.devices().getFirst().bandwidthGbps();
        return (model, devices, launch, workload) -> of(model, devices, launch, workload)
                .map(s -> workload.phase() == Workload.Phase.PP
                        ? s
                        : scaled(s, gigabytesPerSecond / known.orElse(gigabytesPerSecond)));
    }

    private static ExpectedSpeed scaled(ExpectedSpeed s, double factor) {
        return new ExpectedSpeed(s.low() * factor, s.mid() * factor, s.high() * factor, s.basis());
    }

    private static ExpectedSpeed expected(SpeedRange range, String basis) {
        return new ExpectedSpeed(range.low(), range.mid(), range.high(), basis);
    }
}
