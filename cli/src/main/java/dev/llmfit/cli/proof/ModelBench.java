package dev.llmfit.cli.proof;

import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.shell.TerminalProgress;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.BenchTask;
import dev.llmfit.engine.BusyMachine;
import dev.llmfit.engine.ClockWatch;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.FallingSpeed;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.Subject;
import dev.llmfit.engine.phantom.PhantomRun;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.engine.store.StoredMeasurement;
import dev.llmfit.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Measures one model with one engine, by phantom if its weights are absent, and keeps the result. */
final class ModelBench {
    private final Engine engine;
    private final String name;
    private final boolean store;
    private final HardwareFingerprint hardware = HardwareFingerprint.of(new HardwareFlags().machine());

    ModelBench(Engine engine, String name, boolean store) {
        this.engine = engine;
        this.name = name;
        this.store = store;
    }

    /**
     * What was measured with one launch.
     *
     * @param title name and file type
     * @param phantom what to say of the phantom; empty for real weights
     * @param launch how it was launched
     * @param document as it is stored
     */
    record Measured(String title, String phantom, Launch launch, JsonObject document, BenchResult result) {}

    /** Measures; the task is made for the file or the name that is run. */
    Measured measure(Function<Subject, BenchTask> tasks, TerminalProgress progress) throws IOException {
        if (!engine.runsFiles()) {
            // A server does not tell tensors; the name is all that identifies its model.
            ModelIdentity identity = new ModelIdentity("served:" + name, name, "", 0);
            return kept(name, "", identity, tasks.apply(new Subject.Served(name)), progress);
        }
        ChosenModel chosen = ChosenModel.of(name);
        ModelIdentity identity = ModelIdentity.of(chosen.model());
        if (chosen.file().isPresent()) {
            Subject real = new Subject.File(chosen.file().get());
            return kept(chosen.title(), "", identity, tasks.apply(real), progress);
        }
        progress.step("writing a phantom", 0);
        try (PhantomRun phantom = PhantomRun.write(chosen.model(), MeasurementFlags.temporaryFolder())) {
            String size = " · phantom (" + phantom.fullSize() + " on paper, " + phantom.written() + " written)";
            return kept(chosen.title(), size, identity, tasks.apply(new Subject.File(phantom.path())), progress);
        }
    }

    private Measured kept(
            String title, String phantom, ModelIdentity identity, BenchTask task, TerminalProgress progress) {
        BenchResult result = bench(task, progress);
        JsonObject document = StoredMeasurement.document(
                Instant.now(), hardware, identity, !phantom.isEmpty(), task.launch(), result);
        if (store) {
            Session.bench().measurements().add(document);
        }
        return new Measured(title, phantom, task.launch(), document, result);
    }

    private BenchResult bench(BenchTask task, TerminalProgress progress) {
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
