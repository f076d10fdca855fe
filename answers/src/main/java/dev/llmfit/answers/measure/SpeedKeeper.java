package dev.llmfit.answers.measure;

import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.store.FormulaSaid;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.Keeping;
import dev.llmfit.engine.store.LineId;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.engine.store.StoredMeasurement;
import dev.llmfit.gguf.Model;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.speed.SpeedBounds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Keeps the speeds of a launch that are worth keeping. */
public final class SpeedKeeper {
    private final Workbench bench;
    private final Machine machine;

    /** Creates the keeper for measurements on this machine. */
    public SpeedKeeper(Workbench bench, Machine machine) {
        this.bench = bench;
        this.machine = machine;
    }

    /** Judges the speeds of a launch: what they can be on this hardware is known for its own models and devices. */
    public Keeping.Verdict judge(Model model, Launch launch, MachineLoad load, BenchResult result) {
        PredictedSpeeds formula = PredictedSpeeds.formula(machine, model, bench.estimator());
        return judge(load, result, r -> formula.bounds(launch, r.workload()));
    }

    /** Judges the speeds of a phantom by which a machine is calibrated. */
    public Keeping.Verdict judgeCalibration(Model model, Launch launch, MachineLoad load, BenchResult result) {
        PredictedSpeeds formula = PredictedSpeeds.formula(machine, model, bench.estimator());
        return Keeping.calibration(load, result.readings(), r -> formula.bounds(launch, r.workload()));
    }

    /** Judges the speeds of a launch on a busy machine whose user insists. */
    public Keeping.Verdict judgeInsisted(Model model, Launch launch, BenchResult result) {
        PredictedSpeeds formula = PredictedSpeeds.formula(machine, model, bench.estimator());
        return Keeping.insisted(result.readings(), r -> formula.bounds(launch, r.workload()));
    }

    /** Judges the speeds of a server's model, of which only the name is known. */
    public Keeping.Verdict judge(MachineLoad load, BenchResult result) {
        return judge(load, result, r -> Optional.empty());
    }

    /** Returns what the formula says of the tests of a launch; beside what is measured it tells of other models too. */
    public Optional<FormulaSaid> formula(Model model, Launch launch, BenchResult result) {
        return PredictedSpeeds.formula(machine, model, bench.estimator())
                .formula(
                        launch,
                        result.readings().stream().map(SpeedReading::workload).toList());
    }

    private static Keeping.Verdict judge(
            MachineLoad load, BenchResult result, Function<SpeedReading, Optional<SpeedBounds>> bounds) {
        return Keeping.of(load, result.readings(), bounds);
    }

    /**
     * Keeps what a verdict lets pass.
     *
     * @param time when it was measured
     * @param formula what the formula says of the tests; empty for a model of which only the name is known
     * @param phantom whether the weights were absent
     */
    public StoredSpeeds keep(
            Instant time,
            Keeping.Verdict verdict,
            ModelIdentity model,
            Optional<FormulaSaid> formula,
            boolean phantom,
            Launch launch,
            MachineLoad load,
            BenchResult result) {
        if (verdict.kept().isEmpty()) {
            return StoredSpeeds.none(verdict);
        }
        BenchResult kept = new BenchResult(result.engine(), verdict.kept(), result.notes(), result.missing());
        JsonObject plain =
                StoredMeasurement.document(time, HardwareFingerprint.of(machine), model, phantom, launch, load, kept);
        JsonObject line = formula.map(said -> said.in(plain)).orElse(plain);
        Optional<String> failed = bench.measurements().add(line);
        if (failed.isPresent()) {
            List<String> reasons = new ArrayList<>(verdict.reasons());
            reasons.add(failed.get());
            return new StoredSpeeds(Optional.empty(), reasons);
        }
        return new StoredSpeeds(Optional.of(LineId.of(line)), verdict.reasons());
    }
}
