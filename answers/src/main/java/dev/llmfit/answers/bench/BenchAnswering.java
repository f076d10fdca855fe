package dev.llmfit.answers.bench;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.bench.BenchAnswer.FailedBatch;
import dev.llmfit.answers.bench.BenchAnswer.Measured;
import dev.llmfit.answers.measure.ChosenModel;
import dev.llmfit.answers.measure.FittingLaunch;
import dev.llmfit.answers.measure.PhantomSize;
import dev.llmfit.answers.measure.PredictedSpeeds;
import dev.llmfit.answers.measure.SpeedKeeper;
import dev.llmfit.answers.measure.StoredSpeeds;
import dev.llmfit.answers.measure.UsualModel;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.BenchTask;
import dev.llmfit.engine.ClockWatch;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.FallingSpeed;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.Subject;
import dev.llmfit.engine.Workload;
import dev.llmfit.engine.phantom.PhantomRun;
import dev.llmfit.engine.store.FormulaSaid;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.Keeping;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.engine.verify.ExpectedSpeed;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.DeviceMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures one model with one engine, by phantom if its weights are absent, and keeps the result. */
final class BenchAnswering {
    private final BenchQuestion question;
    private final Workbench bench;
    private final Progress progress;
    private final Engine engine;
    private final String name;
    private final Machine machine;
    private final HardwareFingerprint hardware;
    private final MachineLoad load;

    BenchAnswering(BenchQuestion question, Workbench bench, Progress progress) {
        this.question = question;
        this.bench = bench;
        this.progress = progress;
        this.engine = question.use().find(bench);
        this.name = UsualModel.of(question.model(), engine);
        this.machine = bench.machine(HardwareSelector.THIS_MACHINE);
        this.hardware = HardwareFingerprint.of(machine);
        this.load = bench.load();
    }

    /** Measures every launch; one that fails costs only itself, unless all do. */
    BenchAnswer answer() throws IOException {
        Optional<ChosenModel> chosen = engine.runsFiles() ? Optional.of(ChosenModel.of(bench, name)) : Optional.empty();
        FittingLaunch.Choice choice = new FittingLaunch.Choice(bench, machine);
        FittingLaunch fitting = chosen.map(c -> choice.chosen(c.meant(), c.model(), question.launch()))
                .orElseGet(() -> new FittingLaunch(question.launch().launch(), Optional.empty()));
        List<Launch> launches = question.launches(fitting.launch());
        for (Launch launch : launches) {
            chosen.ifPresent(c -> choice.check(
                    c.meant(), c.model(), question.launch().with(launch.options()), question.leastContext()));
        }
        return measured(chosen, launches, fitting.chosen());
    }

    private BenchAnswer measured(Optional<ChosenModel> chosen, List<Launch> launches, Optional<String> said)
            throws IOException {
        List<Measured> measured = new ArrayList<>();
        List<FailedBatch> failed = new ArrayList<>();
        Optional<EngineException> first = Optional.empty();
        for (Launch launch : launches) {
            try {
                measured.add(measure(chosen, launch));
            } catch (EngineException e) {
                first = first.or(() -> Optional.of(e));
                failed.add(new FailedBatch(launch.options().nUbatch(), String.valueOf(e.getMessage())));
            }
        }
        if (measured.isEmpty()) {
            throw first.orElseThrow();
        }
        Optional<Path> store = measured.stream().anyMatch(m -> m.stored().id().isPresent())
                ? Optional.of(bench.measurements().path())
                : Optional.empty();
        return new BenchAnswer(measured, failed, !question.ubatches().isEmpty(), said, store);
    }

    private Measured measure(Optional<ChosenModel> found, Launch launch) {
        if (found.isEmpty()) {
            // A server does not tell tensors; the name is all that identifies its model.
            ModelIdentity identity = new ModelIdentity("served:" + name, name, "", 0);
            return kept(identity, Optional.empty(), Optional.empty(), launch, new Subject.Served(name));
        }
        ChosenModel chosen = found.get();
        ModelIdentity identity = ModelIdentity.of(chosen.model());
        if (chosen.file().isPresent()) {
            Subject real = new Subject.File(chosen.file().get());
            return kept(identity, found, Optional.empty(), launch, real);
        }
        progress.step("writing a phantom", 0);
        try (PhantomRun phantom =
                PhantomRun.write(chosen.model(), bench.environment().temporary())) {
            Subject file = new Subject.File(phantom.path());
            return kept(identity, found, Optional.of(PhantomSize.of(phantom)), launch, file);
        }
    }

    private Measured kept(
            ModelIdentity identity,
            Optional<ChosenModel> chosen,
            Optional<PhantomSize> phantom,
            Launch launch,
            Subject subject) {
        Map<String, ExpectedSpeed> expected =
                chosen.map(c -> expected(c.model(), launch)).orElseGet(Map::of);
        BenchResult result = run(new BenchTask(subject, launch, question.workloads(), question.repetition()));
        Optional<MeantModel> meant = chosen.map(ChosenModel::meant);
        String title = meant.map(MeantModel::heading).orElse(name);
        Instant time = Instant.now();
        StoredSpeeds stored = StoredSpeeds.NOT_WANTED;
        SpeedKeeper keeper = new SpeedKeeper(bench, machine);
        Optional<FormulaSaid> formula = chosen.flatMap(c -> keeper.formula(c.model(), launch, result));
        if (question.use().keep()) {
            Keeping.Verdict verdict = chosen.map(c -> keeper.judge(c.model(), launch, load, result))
                    .orElseGet(() -> keeper.judge(load, result));
            stored = keeper.keep(time, verdict, identity, formula, phantom.isPresent(), launch, load, result);
        }
        return new Measured(
                time, hardware, identity, title, meant, phantom, launch, load, result, formula, expected, stored);
    }

    private Map<String, ExpectedSpeed> expected(Model model, Launch launch) {
        PredictedSpeeds speeds = PredictedSpeeds.of(
                machine, model, bench.estimator(), bench.evidence().of(machine, model));
        Map<String, ExpectedSpeed> expected = new LinkedHashMap<>();
        for (Workload workload : question.workloads()) {
            speeds.of(model, DeviceMemory.of(machine), launch, workload)
                    .ifPresent(speed -> expected.put(workload.label(), speed));
        }
        return expected;
    }

    private BenchResult run(BenchTask task) {
        try (ClockWatch clock = ClockWatch.start()) {
            BenchResult result = engine.bench(task, progress);
            List<String> notes = new ArrayList<>(load.note().stream().toList());
            notes.addAll(clock.notes());
            notes.addAll(FallingSpeed.notes(result.readings()));
            return result.withNotes(notes);
        }
    }
}
