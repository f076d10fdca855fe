package dev.llmfit.cli.proof;

import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.shell.TerminalProgress;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.BenchTask;
import dev.llmfit.engine.BusyMachine;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.Repetition;
import dev.llmfit.engine.Subject;
import dev.llmfit.engine.Workload;
import dev.llmfit.engine.phantom.PhantomRun;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.MeasurementStore;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.engine.store.StoredEvidence;
import dev.llmfit.engine.store.StoredMeasurement;
import dev.llmfit.gguf.HyperParameters;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.Machine;
import dev.llmfit.render.Table;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.speed.ModelWork;
import dev.llmfit.sizing.speed.ProcessorWork;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** {@code bench --calibrate}: small phantoms, one for each class of quantization, so that the formula knows this machine. */
final class CalibrationRun {
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

    private final MeasurementFlags measurement;
    private final boolean json;

    CalibrationRun(MeasurementFlags measurement, boolean json) {
        this.measurement = measurement;
        this.json = json;
    }

    ExitCode run(Console console) throws IOException {
        Engine engine = measurement.engine();
        if (engine.describe().lowerBound()) {
            throw new CommandException(
                    ExitCode.ENGINE,
                    "engine-unsupported",
                    "Calibration needs an installed llama.cpp: the embedded engine's speed is a lower bound.",
                    "install llama.cpp, or name its folder with --engine or LLMFIT_LLAMA_CPP");
        }
        Machine machine = new HardwareFlags().machine();
        List<JsonObject> documents = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        Table table = new Table()
                .indent("  ")
                .left("")
                .right("pp tok/s")
                .right("tg tok/s")
                .right("read GB/s");
        measureAll(console, engine, machine, table, documents, failures);
        if (documents.isEmpty()) {
            throw new CommandException(
                    ExitCode.ENGINE,
                    "engine-failed",
                    "Nothing could be calibrated: " + failures.getFirst(),
                    "try it with one model: llmfit bench qwen3:0.6b --debug");
        }
        print(console, engine, documents, failures, table);
        return ExitCode.OK;
    }

    /** Each reading is stored at once, so that what breaks later costs none of them. */
    private void measureAll(
            Console console,
            Engine engine,
            Machine machine,
            Table table,
            List<JsonObject> documents,
            List<String> failures)
            throws IOException {
        long start = System.nanoTime();
        MeasurementStore store = Session.bench().measurements();
        try (TerminalProgress progress = new TerminalProgress(console)) {
            for (String name : PHANTOMS) {
                if (System.nanoTime() - start > ENOUGH.toNanos()) {
                    break;
                }
                ChosenModel chosen = ChosenModel.of(name);
                progress.step(name, (documents.size() + failures.size()) / (double) PHANTOMS.size());
                BenchResult result;
                try {
                    result = bench(engine, chosen);
                } catch (EngineException e) {
                    failures.add(name + ": " + e.getMessage());
                    continue;
                }
                if (!result.missing().isEmpty()) {
                    failures.add(name + ": " + String.join(", ", result.missing()) + " could not be measured");
                    continue;
                }
                JsonObject document = document(machine, chosen, result);
                if (measurement.store()) {
                    store.add(document);
                }
                documents.add(document);
                double pp = speed(result, Workload.Phase.PP);
                double tg = speed(result, Workload.Phase.TG);
                double read = tg * chosen.model().tensorBytes() / 1e9;
                table.row(name, Speeds.number(pp), Speeds.number(tg), Speeds.number(read));
            }
        }
    }

    private void print(Console console, Engine engine, List<JsonObject> documents, List<String> failures, Table table) {
        if (json) {
            JsonObject.Builder tree = JsonObject.builder();
            tree.put("schema", "llmfit/calibration/1");
            tree.put("engine", engine.describe().title());
            tree.put("measurements", documents);
            tree.put("failures", failures);
            console.line(Json.pretty(tree.build()));
            return;
        }
        console.line(console.bold("Calibration") + " · " + engine.describe().title());
        table.lines(console.columns()).forEach(console::line);
        failures.forEach(f -> console.line("Failed: " + f));
        BusyMachine.note().ifPresent(note -> console.line("Note: " + note + "."));
        console.line("Predictions for this machine use it from now on.");
    }

    private static JsonObject document(Machine machine, ChosenModel chosen, BenchResult result) {
        JsonObject calibration = StoredMeasurement.calibration(
                StoredMeasurement.document(
                        Instant.now(),
                        HardwareFingerprint.of(machine),
                        ModelIdentity.of(chosen.model()),
                        true,
                        launch(),
                        result),
                StoredEvidence.mainType(chosen.model()),
                ProcessorWork.of(ModelWork.of(chosen.model(), HyperParameters.of(chosen.model()))));
        PredictedSpeeds formula = PredictedSpeeds.formula(machine, chosen.model(), new GraphEstimator());
        List<DeviceMemory> devices = machine.devices().stream()
                .map(d -> new DeviceMemory(d.name(), d.backend(), d.free(), d.capacity()))
                .toList();
        JsonObject.Builder predicted = JsonObject.builder();
        formula.of(chosen.model(), devices, launch(), PROMPT).ifPresent(s -> predicted.put("pp_tok_s", s.mid()));
        formula.of(chosen.model(), devices, launch(), GENERATION).ifPresent(s -> predicted.put("tg_tok_s", s.mid()));
        return calibration.toBuilder().put("predicted", predicted.build()).build();
    }

    private BenchResult bench(Engine engine, ChosenModel chosen) {
        Repetition repetition = new Repetition(3, 3, 0.03, Duration.ofSeconds(4), measurement.limit());
        try (PhantomRun phantom = PhantomRun.write(chosen.model(), MeasurementFlags.temporaryFolder())) {
            return engine.bench(
                    new BenchTask(new Subject.File(phantom.path()), launch(), List.of(PROMPT, GENERATION), repetition),
                    (what, done) -> {});
        }
    }

    private static Launch launch() {
        return Launch.of(LaunchOptions.defaults().withNCtx(512));
    }

    private static double speed(BenchResult result, Workload.Phase phase) {
        return result.first(phase).orElseThrow().samples().median();
    }
}
