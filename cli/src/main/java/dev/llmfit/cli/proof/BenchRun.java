package dev.llmfit.cli.proof;

import dev.llmfit.cli.CommandException;
import dev.llmfit.cli.Console;
import dev.llmfit.cli.ExitCode;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.LaunchFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.render.Json;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.BenchTask;
import dev.llmfit.engine.BusyMachine;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineFinder;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.Ollama;
import dev.llmfit.engine.OpenAiServer;
import dev.llmfit.engine.Repetition;
import dev.llmfit.engine.Subject;
import dev.llmfit.engine.Workload;
import dev.llmfit.engine.phantom.PhantomRun;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.MeasurementStore;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.engine.store.StoredMeasurement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code bench} does with its options. */
public final class BenchRun {
    /** Small, plain and known to every engine: what is measured when no model is named. */
    private static final String DEFAULT_MODEL = "llama3.2:1b";

    @Parameters(
            arity = "0..1",
            paramLabel = "REF|FILE",
            description = "Model: a name, a GGUF file, or the name at a server (llama3.2:1b).")
    private @Nullable String reference;

    @Option(names = "--model", paramLabel = "REF", description = "The model, as elsewhere.")
    private @Nullable String model;

    @Option(
            names = {"-p", "--n-prompt"},
            paramLabel = "N,…",
            split = ",",
            description = "Prompt tokens (512).")
    private List<Integer> prompts = List.of(512);

    @Option(
            names = {"-n", "--n-gen"},
            paramLabel = "N,…",
            split = ",",
            description = "Generated tokens (128).")
    private List<Integer> generations = List.of(128);

    @Option(
            names = {"-d", "--n-depth"},
            paramLabel = "N,…",
            split = ",",
            description = "Tokens in the cache before (0).")
    private List<Integer> depths = List.of(0);

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "CPU threads (the engine's default).")
    private @Nullable Integer threads;

    @Option(
            names = {"-r", "--repetitions"},
            paramLabel = "N",
            description = "Repetitions at most (20); fewer once the 95 %% interval is within 3 %%.")
    private int repetitions = 20;

    @Option(names = "--seconds", paramLabel = "S", description = "No new repetition starts after this time (60).")
    private int seconds = 60;

    @Option(names = "--export", paramLabel = "FILE", description = "Write the stored measurements to a file.")
    private @Nullable Path export;

    @Option(names = "--import", paramLabel = "FILE", description = "Add the measurements of a file.")
    private @Nullable Path imported;

    @Option(
            names = "--share",
            paramLabel = "FILE",
            description = "Write this measurement to a file that can be shared; nothing is sent.")
    private @Nullable Path share;

    @Mixin
    private final LoadRun load = new LoadRun();

    @Option(
            names = "--calibrate",
            description = "Measure small phantoms, one for each kind of quantization, in a minute.")
    private boolean calibrate;

    @Mixin
    private final LaunchFlags launch = new LaunchFlags();

    @Mixin
    private final MeasurementFlags measurement = new MeasurementFlags();

    @Mixin
    private final OutputFlags output = new OutputFlags();

    /** Measures and prints. */
    public ExitCode run(Console console) throws IOException {
        if (export != null || imported != null) {
            return move(console);
        }
        if (calibrate) {
            return new CalibrationRun(measurement, output.json()).run(console);
        }
        Engine engine = engine();
        if (load.wanted()) {
            return load.run(console, engine, measurement, name(), output.json());
        }
        String name = name();
        Measured measured;
        try (TerminalProgress progress = new TerminalProgress(console)) {
            measured = engine instanceof Ollama || engine instanceof OpenAiServer
                    ? served(engine, name, progress)
                    : file(engine, name, progress);
        }
        return report(console, measured);
    }

    private record Measured(
            String title,
            Map<String, Object> document,
            BenchResult result,
            Optional<PhantomSize> phantom,
            boolean stored) {}

    private record PhantomSize(String full, String written) {}

    private Engine engine() {
        EngineFinder finder = new EngineFinder(System.getenv());
        return finder.forFile(measurement.named());
    }

    private Measured served(Engine engine, String name, TerminalProgress progress) {
        BenchResult result = noted(engine.bench(task(new Subject.Served(name)), progress));
        HardwareFingerprint hardware = HardwareFingerprint.of(new HardwareFlags().machine());
        // A server does not tell tensors; the name is all that identifies its model.
        ModelIdentity identity = new ModelIdentity("served:" + name, name, "", 0);
        return kept(name, hardware, identity, false, result, Optional.empty());
    }

    private Measured file(Engine engine, String name, TerminalProgress progress) throws IOException {
        ChosenModel chosen = ChosenModel.of(name);
        HardwareFingerprint hardware = HardwareFingerprint.of(new HardwareFlags().machine());
        ModelIdentity identity = ModelIdentity.of(chosen.model());
        if (chosen.file().isPresent()) {
            BenchResult result =
                    noted(engine.bench(task(new Subject.File(chosen.file().get(), false)), progress));
            return kept(chosen.title(), hardware, identity, false, result, Optional.empty());
        }
        progress.step("writing a phantom", 0);
        try (PhantomRun phantom = PhantomRun.write(chosen.model(), MeasurementFlags.temporaryFolder())) {
            BenchResult result = noted(engine.bench(task(new Subject.File(phantom.path(), true)), progress));
            PhantomSize size = new PhantomSize(
                    phantom.fullSize().toString(), phantom.written().toString());
            return kept(chosen.title(), hardware, identity, true, result, Optional.of(size));
        }
    }

    private static BenchResult noted(BenchResult result) {
        List<String> notes = new ArrayList<>(result.notes());
        BusyMachine.note().ifPresent(notes::add);
        return new BenchResult(result.engine(), result.readings(), notes);
    }

    private Measured kept(
            String title,
            HardwareFingerprint hardware,
            ModelIdentity identity,
            boolean phantom,
            BenchResult result,
            Optional<PhantomSize> size) {
        Map<String, Object> document =
                StoredMeasurement.document(Instant.now(), hardware, identity, phantom, launch(), result);
        if (measurement.store()) {
            MeasurementStore.ofUser().add(document);
        }
        return new Measured(title, document, result, size, measurement.store());
    }

    private ExitCode report(Console console, Measured measured) {
        if (share != null) {
            MeasurementStore.share(share, measured.document());
        }
        if (output.json()) {
            console.line(Json.pretty(BenchText.json(measured.document(), measured.result())));
            return ExitCode.OK;
        }
        String phantom = measured.phantom()
                .map(p -> " · phantom (" + p.full() + " on paper, " + p.written() + " written)")
                .orElse("");
        BenchText.print(console, measured.title() + phantom, measured.result());
        if (measured.stored()) {
            String use = measured.result().engine().lowerBound()
                    ? "; a lower bound does not change predictions."
                    : "; it outranks the formula from now on.";
            console.line("Stored in " + MeasurementStore.ofUser().path() + use);
        }
        return ExitCode.OK;
    }

    private ExitCode move(Console console) {
        MeasurementStore store = MeasurementStore.ofUser();
        if (imported != null) {
            try {
                console.line(store.importFrom(imported) + " measurements added to " + store.path() + ".");
            } catch (IllegalArgumentException e) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "import",
                        "Nothing to import: " + e.getMessage() + ".",
                        "name a file made by --export");
            }
        }
        if (export != null) {
            console.line(store.export(export) + " measurements written to " + export + ".");
        }
        return ExitCode.OK;
    }

    private BenchTask task(Subject subject) {
        List<Workload> workloads = new ArrayList<>();
        try {
            for (int depth : depths) {
                prompts.stream()
                        .filter(p -> p > 0)
                        .forEach(p -> workloads.add(new Workload(Workload.Phase.PP, p, depth)));
                generations.stream()
                        .filter(n -> n > 0)
                        .forEach(n -> workloads.add(new Workload(Workload.Phase.TG, n, depth)));
            }
            int most = Math.max(1, repetitions);
            Repetition repetition = new Repetition(
                    Math.min(3, most), most, 0.03, Duration.ofSeconds(Math.max(1, seconds)), measurement.limit());
            return new BenchTask(subject, launch(), workloads, repetition);
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", "'-p', '-n' or '-d' is not accepted: " + e.getMessage() + ".", "");
        }
    }

    private Launch launch() {
        return new Launch(
                launch.options(),
                threads == null ? OptionalInt.empty() : OptionalInt.of(Math.max(1, threads)),
                launch.rpcServers());
    }

    private String name() {
        String name = reference != null ? reference : model;
        return name == null ? DEFAULT_MODEL : name;
    }
}
