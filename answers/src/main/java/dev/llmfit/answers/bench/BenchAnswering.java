package dev.llmfit.answers.bench;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.bench.BenchAnswer.FailedBatch;
import dev.llmfit.answers.bench.BenchAnswer.Measured;
import dev.llmfit.answers.measure.ChosenModel;
import dev.llmfit.answers.measure.PhantomSize;
import dev.llmfit.answers.measure.UsualModel;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.BenchTask;
import dev.llmfit.engine.BusyMachine;
import dev.llmfit.engine.ClockWatch;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.FallingSpeed;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.Subject;
import dev.llmfit.engine.phantom.PhantomRun;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.probe.hardware.HardwareSelector;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures one model with one engine, by phantom if its weights are absent, and keeps the result. */
final class BenchAnswering {
    private final BenchQuestion question;
    private final Workbench bench;
    private final Progress progress;
    private final Engine engine;
    private final String name;
    private final HardwareFingerprint hardware;

    BenchAnswering(BenchQuestion question, Workbench bench, Progress progress) {
        this.question = question;
        this.bench = bench;
        this.progress = progress;
        this.engine = question.use().find(bench);
        this.name = UsualModel.of(question.model(), engine);
        this.hardware = HardwareFingerprint.of(bench.machine(HardwareSelector.THIS_MACHINE));
    }

    /** Measures every launch; one that fails costs only itself, unless all do. */
    BenchAnswer answer() throws IOException {
        List<Measured> measured = new ArrayList<>();
        List<FailedBatch> failed = new ArrayList<>();
        Optional<EngineException> first = Optional.empty();
        for (Launch launch : question.launches()) {
            try {
                measured.add(measure(launch));
            } catch (EngineException e) {
                first = first.or(() -> Optional.of(e));
                failed.add(new FailedBatch(launch.options().nUbatch(), String.valueOf(e.getMessage())));
            }
        }
        if (measured.isEmpty()) {
            throw first.orElseThrow();
        }
        Optional<Path> store =
                question.use().keep() ? Optional.of(bench.measurements().path()) : Optional.empty();
        return new BenchAnswer(measured, failed, !question.ubatches().isEmpty(), store);
    }

    private Measured measure(Launch launch) throws IOException {
        if (!engine.runsFiles()) {
            // A server does not tell tensors; the name is all that identifies its model.
            ModelIdentity identity = new ModelIdentity("served:" + name, name, "", 0);
            return kept(identity, Optional.empty(), Optional.empty(), launch, new Subject.Served(name));
        }
        ChosenModel chosen = ChosenModel.of(bench, name);
        ModelIdentity identity = ModelIdentity.of(chosen.model());
        if (chosen.file().isPresent()) {
            Subject real = new Subject.File(chosen.file().get());
            return kept(identity, Optional.of(chosen.meant()), Optional.empty(), launch, real);
        }
        progress.step("writing a phantom", 0);
        try (PhantomRun phantom =
                PhantomRun.write(chosen.model(), bench.environment().temporary())) {
            Subject file = new Subject.File(phantom.path());
            return kept(identity, Optional.of(chosen.meant()), Optional.of(PhantomSize.of(phantom)), launch, file);
        }
    }

    private Measured kept(
            ModelIdentity identity,
            Optional<MeantModel> meant,
            Optional<PhantomSize> phantom,
            Launch launch,
            Subject subject) {
        BenchResult result = run(new BenchTask(subject, launch, question.workloads(), question.repetition()));
        String title = meant.map(MeantModel::heading).orElse(name);
        Measured measured = new Measured(Instant.now(), hardware, identity, title, meant, phantom, launch, result);
        if (question.use().keep()) {
            bench.measurements().add(BenchDocument.line(measured));
        }
        return measured;
    }

    private BenchResult run(BenchTask task) {
        Optional<String> busy = BusyMachine.note();
        try (ClockWatch clock = ClockWatch.start()) {
            BenchResult result = engine.bench(task, progress);
            List<String> notes = new ArrayList<>(busy.stream().toList());
            notes.addAll(clock.notes());
            notes.addAll(FallingSpeed.notes(result.readings()));
            return result.withNotes(notes);
        }
    }
}
