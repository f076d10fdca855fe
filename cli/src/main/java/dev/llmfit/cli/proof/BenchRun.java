package dev.llmfit.cli.proof;

import dev.llmfit.cli.flags.LaunchFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.shell.TerminalProgress;
import dev.llmfit.engine.BenchTask;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.Repetition;
import dev.llmfit.engine.Subject;
import dev.llmfit.engine.Workload;
import dev.llmfit.engine.find.EngineFinder;
import dev.llmfit.engine.store.MeasurementStore;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.render.Paragraph;
import dev.llmfit.sizing.LaunchOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    private static final int PROMPT = 512;
    private static final int GENERATION = 128;

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
    private @Nullable List<Integer> prompts;

    @Option(
            names = {"-n", "--n-gen"},
            paramLabel = "N,…",
            split = ",",
            description = "Generated tokens (128).")
    private @Nullable List<Integer> generations;

    @Option(
            names = {"-d", "--n-depth"},
            paramLabel = "N,…",
            split = ",",
            description = "Tokens in the cache before (0).")
    private List<Integer> depths = List.of(0);

    @Option(
            names = "--ubatches",
            paramLabel = "N,…",
            split = ",",
            description = "Physical batches to measure one after the other, each as -ub would set it.")
    private @Nullable List<Integer> ubatches;

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
        checkFolder("--export", export);
        checkFolder("--share", share);
        if (export != null || imported != null) {
            return new MeasurementTransfer(Session.bench().measurements(), output.json())
                    .run(console, imported, export);
        }
        if (calibrate) {
            return new CalibrationRun(measurement, output.json()).run(console);
        }
        Engine engine = engine();
        String name = name(engine);
        if (load.wanted()) {
            JsonObject document = load.run(console, engine, measurement, loadOf(name), output.json());
            if (share != null) {
                MeasurementStore.share(share, List.of(document));
            }
            return ExitCode.OK;
        }
        List<String> failed = new ArrayList<>();
        List<ModelBench.Measured> measured;
        try (TerminalProgress progress = new TerminalProgress(console)) {
            measured = measure(engine, name, failed, progress);
        }
        return report(console, measured, failed);
    }

    /** A measurement takes minutes; that it cannot be written is said before. */
    private static void checkFolder(String flag, @Nullable Path file) {
        Path folder = file == null ? null : file.toAbsolutePath().getParent();
        if (file != null && (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file))) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "'" + flag + " " + file + "' cannot be written: it is no file in a folder that exists.",
                    "name a file in an existing folder");
        }
    }

    private LoadRun.Wanted loadOf(String name) {
        return new LoadRun.Wanted(
                name, launch(), only("-p", prompts, LoadRun.PROMPT), only("-n", generations, LoadRun.ANSWER));
    }

    private static int only(String flag, @Nullable List<Integer> given, int otherwise) {
        if (given != null && given.size() != 1) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", "With --concurrency " + flag + " takes one number.", "for example -p 256");
        }
        return given == null ? otherwise : given.getFirst();
    }

    private Engine engine() {
        EngineFinder finder = Session.bench().engineFinder();
        return finder.forFile(measurement.named());
    }

    /** Measures every launch; one that fails costs only itself, unless all do. */
    private List<ModelBench.Measured> measure(
            Engine engine, String name, List<String> failed, TerminalProgress progress) throws IOException {
        ModelBench bench = new ModelBench(engine, name, measurement.store());
        List<ModelBench.Measured> measured = new ArrayList<>();
        Optional<EngineException> first = Optional.empty();
        for (Launch wanted : launches()) {
            try {
                measured.add(bench.measure(subject -> task(subject, wanted), progress));
            } catch (EngineException e) {
                first = first.or(() -> Optional.of(e));
                failed.add("-ub " + wanted.options().nUbatch() + " could not be measured: " + e.getMessage());
            }
        }
        if (measured.isEmpty()) {
            throw first.orElseThrow();
        }
        return measured;
    }

    private ExitCode report(Console console, List<ModelBench.Measured> measured, List<String> failed) {
        if (share != null) {
            MeasurementStore.share(
                    share, measured.stream().map(ModelBench.Measured::document).toList());
        }
        if (output.json()) {
            console.line(Json.pretty(BenchText.json(measured, failed)));
            return ExitCode.OK;
        }
        for (ModelBench.Measured m : measured) {
            String batch =
                    ubatches == null ? "" : " · -ub " + m.launch().options().nUbatch();
            BenchText.print(console, m.title() + m.phantom() + batch, m.result());
        }
        failed.forEach(
                text -> Paragraph.wrap("Note: ", text + ".", console.columns()).forEach(console::line));
        if (measurement.store()) {
            String use = measured.getFirst().result().engine().lowerBound()
                    ? "; a lower bound does not change predictions."
                    : "; it outranks the formula from now on.";
            console.line("Stored in " + Session.bench().measurements().path() + use);
        }
        return ExitCode.OK;
    }

    private BenchTask task(Subject subject, Launch wanted) {
        List<Workload> workloads = new ArrayList<>();
        try {
            for (int depth : depths) {
                (prompts == null ? List.of(PROMPT) : prompts)
                        .stream()
                                .filter(p -> p > 0)
                                .forEach(p -> workloads.add(new Workload(Workload.Phase.PP, p, depth)));
                (generations == null ? List.of(GENERATION) : generations)
                        .stream()
                                .filter(n -> n > 0)
                                .forEach(n -> workloads.add(new Workload(Workload.Phase.TG, n, depth)));
            }
            int most = Math.max(1, repetitions);
            Repetition repetition = new Repetition(
                    Math.min(3, most), most, 0.03, Duration.ofSeconds(Math.max(1, seconds)), measurement.limit());
            return new BenchTask(subject, wanted, workloads, repetition);
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", "'-p', '-n' or '-d' is not accepted: " + e.getMessage() + ".", "");
        }
    }

    /** Returns the launch with each of the wanted batches. */
    private List<Launch> launches() {
        Launch plain = launch();
        if (ubatches == null) {
            return List.of(plain);
        }
        List<Launch> launches = new ArrayList<>();
        for (int ubatch : ubatches) {
            if (ubatch < 1) {
                throw new CommandException(
                        ExitCode.USAGE, "usage", "'--ubatches' is not accepted: " + ubatch + " is no batch.", "");
            }
            LaunchOptions options = plain.options();
            launches.add(new Launch(
                    options.withNUbatch(ubatch).withNBatch(Math.max(ubatch, options.nBatch())),
                    plain.threads(),
                    plain.rpcServers()));
        }
        return launches;
    }

    private Launch launch() {
        return new Launch(
                launch.options(),
                threads == null ? OptionalInt.empty() : OptionalInt.of(Math.max(1, threads)),
                launch.rpcServers());
    }

    /** Returns the model that is named, the only one of a server, or the usual one. */
    private String name(Engine engine) {
        String name = reference != null ? reference : model;
        return name != null ? name : engine.onlyModel().orElse(DEFAULT_MODEL);
    }
}
