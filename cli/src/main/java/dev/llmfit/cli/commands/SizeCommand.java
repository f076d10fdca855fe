package dev.llmfit.cli.commands;

import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.cli.flags.BatchFlags;
import dev.llmfit.cli.flags.DraftFlags;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.LaunchFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.cli.size.EngineSays;
import dev.llmfit.cli.size.RemoteDevices;
import dev.llmfit.cli.size.SizeJson;
import dev.llmfit.cli.size.SizeText;
import dev.llmfit.cli.size.SizeVs;
import dev.llmfit.cli.size.SizedLaunch;
import dev.llmfit.cli.size.SizedProjector;
import dev.llmfit.cli.size.WhyText;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.GraphEstimator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sizes one launch exactly, or a batch of them. */
@Command(
        name = "size",
        description =
                "Exact memory per device and expected speed of one launch. A llama-server command line may follow.")
public final class SizeCommand implements Callable<Integer> {
    private static final String INSTALLED = "llama.cpp";

    private final Shell shell;
    private final Console console;
    private final GraphEstimator estimator = new GraphEstimator();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Parameters(
            arity = "0..1",
            paramLabel = "REF|FILE",
            description = "Model: a name with an optional file type, or a GGUF file.")
    private @Nullable String reference;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "FILE",
            description = "The model, as in llama-server.")
    private @Nullable String modelFile;

    @Option(
            names = "--engine-build",
            paramLabel = "BUILD",
            description = "llama.cpp build to model, for example b9010 (the newest known).")
    private @Nullable String engineBuild;

    @Option(names = "--why", description = "Tell what fills the buffers and what each option would save.")
    private boolean why;

    @Option(
            names = "--engine",
            arity = "0..1",
            fallbackValue = INSTALLED,
            paramLabel = "FOLDER",
            description =
                    "Put beside it what llama-fit-params of the installed llama.cpp says, or of the one in FOLDER.")
    private @Nullable String engine;

    @Option(
            names = "--vs",
            paramLabel = "CHANGES",
            description =
                    "Size a second launch beside it: this one with another model or other flags ('-ctk q8_0 -ctv q8_0').")
    private @Nullable String vs;

    @Option(names = "--vs-hardware", paramLabel = "ID|FILE", description = "Size the second launch on this machine.")
    private @Nullable String vsHardware;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final BatchFlags batch = new BatchFlags();

    @Mixin
    private final LaunchFlags launch = new LaunchFlags();

    @Mixin
    private final DraftFlags draft = new DraftFlags();

    @Mixin
    private final HardwareFlags hardware = new HardwareFlags();

    @Mixin
    private final OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public SizeCommand(Shell shell) {
        this.shell = shell;
        this.console = shell.console();
    }

    @Override
    public Integer call() throws IOException {
        if (batch.isGiven()) {
            return batch.answer(
                    shell, QuestionType.BUFFERS, JsonObject.builder().build());
        }
        settleEngine();
        GraphEstimator adapted = adapted();
        SizedLaunch sized = size(adapted);
        if (vs != null || vsHardware != null) {
            SizeCommand second = second();
            return beside(new SizeVs(sized, modelName(), second.sized(), second.modelName()));
        }
        Optional<EngineSays> says = engine == null ? Optional.empty() : Optional.of(ask(engine, sized));
        if (output.json()) {
            Map<String, Object> document = SizeJson.document(sized);
            says.ifPresent(s -> document.put("engine_says", s.json()));
            console.line(Json.pretty(document));
        } else {
            SizeText.print(console, sized, adapted);
            if (why) {
                WhyText.print(console, sized.explain(adapted));
            }
            says.ifPresent(s -> s.print(console));
        }
        return (sized.fits() ? ExitCode.OK : ExitCode.DOES_NOT_FIT).code();
    }

    /** The word after {@code --engine} is the model if no model is named and it is no folder. */
    private void settleEngine() {
        boolean model = engine != null
                && !engine.equals(INSTALLED)
                && reference == null
                && modelFile == null
                && !Files.isDirectory(Path.of(engine));
        if (model) {
            reference = engine;
            engine = INSTALLED;
        }
    }

    private EngineSays ask(String name, SizedLaunch sized) throws IOException {
        if (hardware.hardware().isPresent()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "--engine asks the llama.cpp of this machine, not of the one that --hardware names.",
                    "leave one of them out");
        }
        if (!launch.adapters().isEmpty()
                || launch.mmproj().isPresent()
                || draft.model().isPresent()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "llama-fit-params knows no adapter, projector or draft model.",
                    "leave --engine or them out");
        }
        ResolvedModel resolved = Session.bench().models().acceptingHeadersOnly().resolve(modelName());
        Optional<Path> file = resolved.origin() instanceof ResolvedModel.FromFile f && f.fileBytes() >= f.fullBytes()
                ? resolved.file()
                : Optional.empty();
        return EngineSays.ask(name, sized, launch.rpcServers(), file, estimator);
    }

    private int beside(SizeVs both) {
        if (output.json()) {
            console.line(Json.pretty(both.document()));
        } else {
            both.print(console);
        }
        return (both.oneFits() ? ExitCode.OK : ExitCode.DOES_NOT_FIT).code();
    }

    /** Returns the command of the second launch, with its arguments. */
    private SizeCommand second() {
        List<String> given = spec.commandLine().getParseResult().originalArgs();
        List<String> mine =
                given.isEmpty() || !given.getFirst().equals(spec.name()) ? given : given.subList(1, given.size());
        List<String> other =
                SecondLaunch.arguments(mine, modelName(), Optional.ofNullable(vs), Optional.ofNullable(vsHardware));
        SizeCommand command = new SizeCommand(shell);
        CommandLine line = new CommandLine(command);
        line.setPosixClusteredShortOptionsAllowed(false);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOverwrittenOptionsAllowed(true);
        try {
            line.parseArgs(other.toArray(String[]::new));
        } catch (CommandLine.ParameterException e) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", "--vs: " + e.getMessage() + ".", "for example --vs '-ctk q8_0 -ctv q8_0'");
        }
        return command;
    }

    private SizedLaunch sized() throws IOException {
        return size(adapted());
    }

    /** Returns the estimator with the launch's LoRA adapters. */
    private GraphEstimator adapted() throws IOException {
        List<Model> adapters = new ArrayList<>();
        for (String file : launch.adapters()) {
            adapters.add(read(Path.of(file)));
        }
        return adapters.isEmpty() ? estimator : estimator.withAdapters(adapters);
    }

    private Model read(Path file) throws IOException {
        TensorData data = batch.headerOnly() ? TensorData.OPTIONAL : TensorData.REQUIRED;
        return GgufReader.read(file, data).toModel(String.valueOf(file.getFileName()));
    }

    private SizedLaunch size(GraphEstimator adapted) throws IOException {
        ModelResolver resolver = batch.headerOnly()
                ? Session.bench().models().acceptingHeadersOnly()
                : Session.bench().models();
        ResolvedModel resolved = resolver.resolve(modelName());
        Model model = resolved.model(FileType.Q4_K_M);
        Machine machine = machine();
        EngineBuild build = build();
        LaunchOptions options = launch.options();
        int nDraft = draft.model().isPresent() ? draft.nDraft() : 0;
        // The target checks a round of every slot in one batch (common_speculative_get_output_limits).
        options = options.withNOutputsMax(Math.min(options.nBatch(), options.nParallel() * (1 + nDraft)));
        SizedLaunch sized = SizedLaunch.of(model, machine, options, build, adapted);
        if (launch.mmproj().isPresent()) {
            Model projector = projector(launch.mmproj().get(), resolved);
            sized = sized.withProjector(SizedProjector.of(
                    projector,
                    machine,
                    launch.offloadsProjector(),
                    launch.options().flashAttn(),
                    build));
        }
        Optional<String> drafting = draft.model();
        if (drafting.isEmpty()) {
            return sized;
        }
        Model second = resolver.resolve(drafting.get()).model(FileType.Q4_K_M);
        return sized.withDraft(second, draft.options(), nDraft, estimator);
    }

    private EngineBuild build() {
        try {
            return engineBuild == null ? EngineBuild.NEWEST : EngineBuild.parse(engineBuild);
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", e.getMessage() + ".", "for example --engine-build b9010");
        }
    }

    /** Loads the projector that was named, or with {@code auto} the one beside the model's file. */
    private Model projector(String wanted, ResolvedModel resolved) throws IOException {
        return read(wanted.equals("auto") ? neighbour(resolved) : Path.of(wanted));
    }

    private static Path neighbour(ResolvedModel resolved) throws IOException {
        Optional<Path> folder = resolved.file()
                .flatMap(f -> Optional.ofNullable(f.toAbsolutePath().getParent()));
        if (folder.isPresent()) {
            try (Stream<Path> files = Files.list(folder.get())) {
                List<Path> found = files.filter(
                                f -> String.valueOf(f.getFileName()).contains("mmproj"))
                        .filter(f -> f.toString().endsWith(".gguf"))
                        .sorted()
                        .toList();
                if (found.size() == 1) {
                    return found.getFirst();
                }
                if (found.size() > 1) {
                    throw new CommandException(
                            ExitCode.USAGE,
                            "usage",
                            "There are " + found.size() + " projectors beside the model.",
                            "name one, for example --mmproj " + found.getFirst().getFileName());
                }
            }
        }
        throw new CommandException(
                ExitCode.MODEL,
                "model-not-found",
                "There is no projector beside the model's file.",
                "name it with --mmproj FILE");
    }

    private Machine machine() {
        Machine machine = hardware.machine();
        try {
            return launch.rpcServers().isEmpty() ? machine : RemoteDevices.with(machine, launch.rpcServers());
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", e.getMessage() + ".", "for example --rpc 192.168.0.5:50052");
        }
    }

    private String modelName() {
        String name = reference != null ? reference : modelFile;
        if (name == null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "Name a model or a GGUF file.",
                    "for example: llmfit size llama3.1:8b -c 8192");
        }
        return name;
    }
}
