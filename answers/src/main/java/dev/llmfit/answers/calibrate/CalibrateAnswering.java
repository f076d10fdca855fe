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
import dev.llmfit.answers.measure.SpeedKeeper;
import dev.llmfit.answers.measure.WantedLaunch;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.BusyPrograms;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.llamacpp.LlamaCpp;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.Keeping;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.phantom.Shrinking;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import dev.llmfit.units.NextStep.Change;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures small phantoms, so that the formula knows this machine. */
final class CalibrateAnswering {
    private final CalibrateQuestion question;
    private final Workbench bench;
    private final Progress progress;
    private final Engine engine;
    private final Machine machine;
    private final MachineLoad load;
    private final BeforeAndAfter predictions;

    CalibrateAnswering(CalibrateQuestion question, Workbench bench, Progress progress) throws IOException {
        this.question = question;
        this.bench = bench;
        this.progress = progress;
        this.load = bench.load();
        if (!question.force()) {
            refuseBusy();
        }
        this.engine = question.use().find(bench);
        if (engine.describe().lowerBound()) {
            throw refused(
                    "engine-unsupported",
                    "Calibration needs an installed llama.cpp: the embedded engine's speed is a lower bound.",
                    LlamaCpp.INSTALL);
        }
        this.machine = bench.machine(HardwareSelector.THIS_MACHINE);
        this.predictions = new BeforeAndAfter(bench, machine, question.threads());
    }

    /** What is measured beside other work would make every later answer wrong. */
    private void refuseBusy() {
        if (load.isQuiet()) {
            return;
        }
        List<String> programs = BusyPrograms.now();
        throw refused(
                "machine-busy",
                "Nothing was measured: " + Keeping.busy(load).replaceFirst(";.*", "")
                        + (programs.isEmpty() ? "" : ", most of it by " + String.join(", ", programs)) + ".",
                Hint.of("run it again when it is quiet, or insist with {0}", new Change("force", "true")));
    }

    /** Readings are stored together: a few of them say nothing of the machine. */
    CalibrateAnswer answer() throws IOException {
        List<CalibrationRun> runs = runs();
        try (Phantoms phantoms = new Phantoms(bench, engine, question.use().limit())) {
            return answer(runs, phantoms);
        }
    }

    private CalibrateAnswer answer(List<CalibrationRun> runs, Phantoms phantoms) throws IOException {
        List<FailedPhantom> failures = new ArrayList<>();
        Optional<RefusedException> unfit = Optional.empty();
        Stopwatch time = new Stopwatch(question.enough());
        for (CalibrationRun run : runs) {
            if (time.isOver()) {
                break;
            }
            progress.step(run.title(), (phantoms.measured().size() + failures.size()) / (double) runs.size());
            try {
                start(run, phantoms);
            } catch (RefusedException e) {
                unfit = Optional.of(e);
                failures.add(
                        new FailedPhantom(run.title(), withoutStop(e.refusal().message())));
            } catch (EngineException e) {
                failures.add(new FailedPhantom(run.title(), String.valueOf(e.getMessage())));
            }
        }
        phantoms.again(time, progress);
        List<Measured> measured = new ArrayList<>();
        for (Phantoms.Phantom phantom : phantoms.measured()) {
            measured.add(judged(phantom));
        }
        if (measured.isEmpty() && unfit.isPresent()) {
            throw unfit.get();
        }
        if (measured.isEmpty()) {
            throw refused(
                    "engine-failed",
                    "Nothing could be calibrated: " + failures.getFirst().sentence(),
                    Hint.of(
                            "try it with one model: {0}",
                            new Ask("bench").and("model", "qwen3:0.6b").and("debug", "true")));
        }
        List<Reading> readings = measured.stream().map(Measured::reading).toList();
        StoredCalibrations stored = kept(readings, runs.size());
        boolean kept = stored.readings() > 0;
        List<Reading> telling =
                kept ? readings.stream().flatMap(r -> r.worth().stream()).toList() : readings;
        BeforeAndAfter.After after = predictions.new After(telling, kept);
        List<Reading> compared = measured.stream()
                .map(m -> m.reading()
                        .then(after.predicted(
                                m.model(), m.run().launch(), m.run().workloads())))
                .toList();
        boolean insisted = question.force() && !load.isQuiet();
        return new CalibrateAnswer(engine.describe(), compared, failures, after.changed(), load, insisted, stored);
    }

    /** A phantom that was measured. */
    private record Measured(Reading reading, Model model, CalibrationRun run) {}

    private List<CalibrationRun> runs() throws IOException {
        if (machine.devices().isEmpty()) {
            return CalibrationRun.onProcessor(question.threads());
        }
        List<String> larger = CalibrationRun.larger();
        for (String model : larger) {
            List<CalibrationRun> runs = CalibrationRun.onDevices(model, question.threads());
            ChosenModel chosen = ChosenModel.of(bench, model);
            if (fits(chosen, runs)) {
                return runs;
            }
        }
        return CalibrationRun.onDevices(larger.getLast(), question.threads());
    }

    private boolean fits(ChosenModel chosen, List<CalibrationRun> runs) {
        try {
            for (CalibrationRun run : runs) {
                if (run.model().equals(chosen.meant().asked())) {
                    new FittingLaunch.Choice(bench, machine)
                            .check(chosen.meant(), chosen.model(), new WantedLaunch(run.launch(), true, false), 0);
                }
            }
            return true;
        } catch (RefusedException e) {
            return false; // a smaller one is tried; the smallest says why it does not fit
        }
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private StoredCalibrations kept(List<Reading> readings, int wanted) {
        if (!question.use().keep()) {
            return StoredCalibrations.NOT_WANTED;
        }
        List<Reading> worth = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (Reading reading : readings) {
            reading.worth().ifPresent(worth::add);
            if (!reading.verdict().reasons().isEmpty()) {
                reasons.add(reading.phantom() + ": "
                        + String.join(", ", reading.verdict().reasons()));
            }
        }
        if (worth.size() < Keeping.LEAST_PHANTOMS) {
            reasons.add(worth.size() + " of " + wanted + " phantoms could be kept, and a machine is judged by "
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

    /** Measures a phantom for the first time; one that could be measured in part only tells nothing. */
    private void start(CalibrationRun run, Phantoms phantoms) throws IOException {
        ChosenModel chosen = ChosenModel.of(bench, run.model());
        Model whole = chosen.model();
        Model model = run.layers().isPresent()
                ? Shrinking.toLayers(whole, run.layers().getAsInt())
                : whole;
        WantedLaunch wanted = new WantedLaunch(run.launch(), true, question.force());
        new FittingLaunch.Choice(bench, machine).check(chosen.meant(), model, wanted, 0);
        phantoms.start(run, model);
    }

    private Measured judged(Phantoms.Phantom phantom) {
        CalibrationRun run = phantom.run();
        Model model = phantom.model();
        BenchResult result = phantom.result();
        Predicted before = predictions.before(model, run.launch(), run.workloads());
        SpeedKeeper keeper = new SpeedKeeper(bench, machine);
        Keeping.Verdict verdict = question.force() && !load.isQuiet()
                ? keeper.judgeInsisted(model, run.launch(), result)
                : keeper.judgeCalibration(model, run.launch(), load, result);
        Reading reading = new Reading(
                run.title(),
                Instant.now(),
                HardwareFingerprint.of(machine),
                ModelIdentity.of(model),
                run.launch(),
                result,
                keeper.formula(model, run.launch(), result).orElseThrow(CalibrateAnswering::unknownMachine),
                before,
                before,
                verdict);
        return new Measured(reading, model, run);
    }

    private static RefusedException unknownMachine() {
        return refused(
                "engine-unsupported",
                "The memory bandwidth of a GPU is not known, so there is no formula to calibrate.",
                Hint.of("tell it with {0}", new Change("bandwidth", "")));
    }
}
