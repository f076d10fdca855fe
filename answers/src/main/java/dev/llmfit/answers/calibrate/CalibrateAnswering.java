package dev.llmfit.answers.calibrate;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.calibrate.CalibrateAnswer.FailedPhantom;
import dev.llmfit.answers.calibrate.CalibrateAnswer.Predicted;
import dev.llmfit.answers.calibrate.CalibrateAnswer.Reading;
import dev.llmfit.answers.calibrate.CalibrateAnswer.StoredCalibrations;
import dev.llmfit.answers.measure.ChosenModel;
import dev.llmfit.answers.measure.FittingLaunch;
import dev.llmfit.answers.measure.PredictedSpeeds;
import dev.llmfit.answers.measure.SpeedKeeper;
import dev.llmfit.answers.measure.WantedLaunch;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.BenchTask;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.Repetition;
import dev.llmfit.engine.Subject;
import dev.llmfit.engine.Workload;
import dev.llmfit.engine.llamacpp.LlamaCpp;
import dev.llmfit.engine.phantom.PhantomRun;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.Keeping;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.engine.store.StoredEvidence;
import dev.llmfit.engine.verify.ExpectedSpeed;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.ModelWork;
import dev.llmfit.sizing.speed.ProcessorWork;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Measures small phantoms, so that the formula knows this machine. */
final class CalibrateAnswering {
    /**
     * One phantom for each kind of kernel; small enough to run all within a minute, larger than caches. The second has as many
     * layers as the others and three times their bytes: it tells what a layer costs beside its weights.
     */
    private static final List<String> PHANTOMS = List.of(
            "qwen3:0.6b:Q4_K_M",
            "qwen3:1.7b:Q4_K_M",
            "qwen3:0.6b:Q8_0",
            "qwen3:0.6b:Q6_K",
            "qwen3:0.6b:Q4_0",
            "qwen3:0.6b:Q5_K_M",
            "qwen3:0.6b:Q3_K_M",
            "qwen3:0.6b:IQ4_XS",
            "qwen3:0.6b:F16",
            "qwen3:0.6b:Q5_0",
            "qwen3:0.6b:BF16");

    /** No new phantom starts after this time; the classes that are left are taken to be as far from the formula as the others. */
    private static final Duration ENOUGH = Duration.ofSeconds(52);

    private static final Workload PROMPT = new Workload(Workload.Phase.PP, 96, 0);
    private static final Workload GENERATION = new Workload(Workload.Phase.TG, 24, 0);
    private static final Launch LAUNCH = Launch.of(LaunchOptions.defaults().withNCtx(512));

    private final CalibrateQuestion question;
    private final Workbench bench;
    private final Progress progress;
    private final Engine engine;
    private final Machine machine;
    private final MachineLoad load;

    CalibrateAnswering(CalibrateQuestion question, Workbench bench, Progress progress) {
        this.question = question;
        this.bench = bench;
        this.progress = progress;
        this.engine = question.use().find(bench);
        if (engine.describe().lowerBound()) {
            throw refused(
                    "engine-unsupported",
                    "Calibration needs an installed llama.cpp: the embedded engine's speed is a lower bound.",
                    LlamaCpp.INSTALL);
        }
        this.machine = bench.machine(HardwareSelector.THIS_MACHINE);
        this.load = bench.load();
    }

    /** Readings are stored together: a few of them say nothing of the machine. */
    CalibrateAnswer answer() throws IOException {
        List<Reading> readings = new ArrayList<>();
        List<FailedPhantom> failures = new ArrayList<>();
        Optional<RefusedException> unfit = Optional.empty();
        long start = System.nanoTime();
        for (String phantom : PHANTOMS) {
            if (System.nanoTime() - start > ENOUGH.toNanos()) {
                break;
            }
            progress.step(phantom, (readings.size() + failures.size()) / (double) PHANTOMS.size());
            try {
                readings.add(measure(phantom));
            } catch (RefusedException e) {
                unfit = Optional.of(e);
                failures.add(new FailedPhantom(phantom, withoutStop(e.refusal().message())));
            } catch (EngineException e) {
                failures.add(new FailedPhantom(phantom, String.valueOf(e.getMessage())));
            }
        }
        if (readings.isEmpty() && unfit.isPresent()) {
            throw unfit.get();
        }
        if (readings.isEmpty()) {
            throw refused(
                    "engine-failed",
                    "Nothing could be calibrated: " + failures.getFirst().sentence(),
                    Hint.of(
                            "try it with one model: {0}",
                            new Ask("bench").and("model", "qwen3:0.6b").and("debug", "true")));
        }
        return new CalibrateAnswer(engine.describe(), readings, failures, load, kept(readings));
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private StoredCalibrations kept(List<Reading> readings) {
        if (!question.use().keep()) {
            return StoredCalibrations.NOT_WANTED;
        }
        if (!load.isQuiet()) {
            return new StoredCalibrations(0, List.of(Keeping.busy(load)));
        }
        List<Reading> worth = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (Reading reading : readings) {
            if (reading.doubts().isEmpty()) {
                worth.add(reading);
            } else {
                reasons.add(reading.phantom() + ": " + String.join(", ", reading.doubts()));
            }
        }
        if (worth.size() < Keeping.LEAST_PHANTOMS) {
            reasons.add(worth.size() + " of " + PHANTOMS.size() + " phantoms could be kept, and a machine is judged by "
                    + Keeping.LEAST_PHANTOMS + " at least");
            return new StoredCalibrations(0, reasons);
        }
        int kept = 0;
        for (Reading reading : worth) {
            Optional<String> failed = bench.measurements().add(CalibrateDocument.line(reading, load));
            if (failed.isPresent()) {
                reasons.add(failed.get());
                break;
            }
            kept++;
        }
        return new StoredCalibrations(kept, reasons);
    }

    private static RefusedException refused(String code, String message, Hint hint) {
        return new RefusedException(new Refusal(Refusal.Kind.ENGINE, code, message, hint));
    }

    /** Measures a phantom; one that could be measured in part only tells nothing. */
    private Reading measure(String phantom) throws IOException {
        ChosenModel chosen = ChosenModel.of(bench, phantom);
        Model model = chosen.model();
        WantedLaunch wanted = new WantedLaunch(LAUNCH, true, question.force());
        new FittingLaunch.Choice(bench, machine).check(chosen.meant(), model, wanted, 0);
        BenchResult result = run(model);
        if (!result.missing().isEmpty()) {
            throw new EngineException(
                    EngineException.Kind.FAILED,
                    String.join(", ", result.missing()) + " could not be measured",
                    Hint.NONE);
        }
        return new Reading(
                phantom,
                Instant.now(),
                HardwareFingerprint.of(machine),
                ModelIdentity.of(model),
                LAUNCH,
                result,
                StoredEvidence.mainType(model),
                ProcessorWork.of(ModelWork.of(model, HyperParameters.of(model))),
                predicted(model),
                new SpeedKeeper(bench, machine)
                        .judge(model, LAUNCH, load, result)
                        .reasons());
    }

    private BenchResult run(Model model) {
        Repetition repetition =
                new Repetition(3, 3, 0.03, Duration.ofSeconds(4), question.use().limit());
        try (PhantomRun phantom = PhantomRun.write(model, bench.environment().temporary())) {
            return engine.bench(
                    new BenchTask(new Subject.File(phantom.path()), LAUNCH, List.of(PROMPT, GENERATION), repetition),
                    Progress.NONE);
        }
    }

    private Predicted predicted(Model model) {
        PredictedSpeeds formula = PredictedSpeeds.formula(machine, model, bench.estimator());
        List<DeviceMemory> devices = machine.devices().stream()
                .map(d -> new DeviceMemory(d.name(), d.backend(), d.free(), d.capacity()))
                .toList();
        return new Predicted(
                middle(formula.of(model, devices, LAUNCH, PROMPT)),
                middle(formula.of(model, devices, LAUNCH, GENERATION)));
    }

    private static OptionalDouble middle(Optional<ExpectedSpeed> expected) {
        return expected.isPresent() ? OptionalDouble.of(expected.get().mid()) : OptionalDouble.empty();
    }
}
