package dev.llmfit.cli.commands;

import dev.llmfit.answers.ModelSource.Named;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.engines.EngineSizeDocument;
import dev.llmfit.answers.engines.EngineSizeQuestion;
import dev.llmfit.answers.files.FilesDocument;
import dev.llmfit.answers.files.FilesQuestion;
import dev.llmfit.answers.size.CompareSizesDocument;
import dev.llmfit.answers.size.CompareSizesQuestion;
import dev.llmfit.answers.size.ExplainQuestion;
import dev.llmfit.answers.size.SizeDocument;
import dev.llmfit.answers.size.SizePlot;
import dev.llmfit.answers.size.SizeQuestion;
import dev.llmfit.answers.size.SizeQuestion.Loaded;
import dev.llmfit.answers.size.SizeQuestion.Place;
import dev.llmfit.answers.size.SizeQuestion.Projector;
import dev.llmfit.answers.size.Start;
import dev.llmfit.answers.state.StateQuestions;
import dev.llmfit.answers.sweep.SweepDocument;
import dev.llmfit.answers.sweep.SweepPlots;
import dev.llmfit.answers.sweep.SweepQuestion;
import dev.llmfit.cli.flags.Applicable;
import dev.llmfit.cli.flags.BatchFlags;
import dev.llmfit.cli.flags.DetailFlags;
import dev.llmfit.cli.flags.DraftFlags;
import dev.llmfit.cli.flags.EngineFlags;
import dev.llmfit.cli.flags.FormatFlags;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.LaunchFlags;
import dev.llmfit.cli.flags.ModelFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.flags.OwnSpellings;
import dev.llmfit.cli.flags.PlacementFlags;
import dev.llmfit.cli.flags.PlotFlags;
import dev.llmfit.cli.flags.StateFlags;
import dev.llmfit.cli.flags.TurnFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.engine.line.LineException;
import dev.llmfit.engine.line.LineProgram;
import dev.llmfit.engine.line.PastedLine;
import dev.llmfit.engine.line.PastedLines;
import dev.llmfit.engine.line.ShellWords;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.render.engines.EngineSizeText;
import dev.llmfit.render.files.FilesText;
import dev.llmfit.render.size.SizeText;
import dev.llmfit.render.size.SizeVsText;
import dev.llmfit.render.size.WhyText;
import dev.llmfit.render.sweep.SweepText;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.engines.SizedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sizes one launch exactly, or answers a batch of questions. */
@Command(
        name = "size",
        description =
                "Exact memory per device and expected speed of one launch. A line of llama-server, Ollama, LM Studio and others may follow.")
public final class SizeCommand implements Callable<Integer> {
    private static final String INSTALLED = "llama.cpp";

    /** Options that go with the launch of any engine. */
    private static final String[] OF_EVERY_ENGINE = {
        "--engine", "--engine-build", "--model", "REF|FILE", "--hardware", "--vram", "--ram", "--gpus", "--bandwidth"
    };

    private final Shell shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Mixin
    private final ModelFlags model = new ModelFlags();

    @Option(
            names = "--engine-build",
            paramLabel = "BUILD",
            description = "Build or release of the engine to model: b9010, v0.6.0; of vLLM 0.24.0 (the newest known).")
    private @Nullable String engineBuild;

    @Option(names = "--why", description = "Tell what fills the buffers and what each option would save.")
    private boolean why;

    @Option(
            names = "--engine-says",
            arity = "0..1",
            fallbackValue = INSTALLED,
            paramLabel = "FOLDER",
            description =
                    "Put beside it what llama-fit-params of the installed llama.cpp says, or of the one in FOLDER.")
    private @Nullable String says;

    @Option(
            names = "--vs",
            paramLabel = "CHANGES",
            description =
                    "Size a second launch beside it: this one with another model or other flags ('-ctk q8_0 -ctv q8_0').")
    private @Nullable String vs;

    @Option(
            names = "--sweep",
            paramLabel = "FIELD[=V,…]",
            description = "A table over ctx, ngl, ncmoe, kv, np, ub or file; of some values: ctx=4k,16k.")
    private @Nullable String sweep;

    @Option(names = "--vs-hardware", paramLabel = "ID|FILE", description = "Size the second launch on this machine.")
    private @Nullable String vsHardware;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final EngineFlags engine = new EngineFlags();

    @Mixin
    private final BatchFlags batch = new BatchFlags();

    @Mixin
    private final LaunchFlags launch = new LaunchFlags();

    @Mixin
    private final PlacementFlags placement = new PlacementFlags();

    @Mixin
    private final DraftFlags draft = new DraftFlags();

    @Mixin
    private final TurnFlags turn = new TurnFlags();

    @Mixin
    private final HardwareFlags hardware = new HardwareFlags();

    @Mixin
    private final StateFlags state = new StateFlags();

    @Mixin
    private final PlotFlags plot = new PlotFlags();

    @Mixin
    private final FormatFlags format = new FormatFlags();

    @Mixin
    private final DetailFlags detail = new DetailFlags();

    @Mixin
    private final OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public SizeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        format.check(output.json());
        if (batch.isGiven()) {
            Applicable.only(spec, "--batch", "--batch", "--models-dir", "--header-only");
            Applicable.refuse(spec, "--batch", "--format", "--verbose");
            return batch.answer(
                    shell, QuestionType.BUFFERS, JsonObject.builder().build());
        }
        Applicable.not(spec, "--batch", "--models-dir");
        engine.check(spec, OF_EVERY_ENGINE);
        Optional<SizedEngine> other = engine.engine();
        if (other.isPresent()) {
            return shell.show(
                    engineQuestion(other.get()), EngineSizeText::print, EngineSizeDocument::of, output.json());
        }
        settleModel();
        List<String> several = whole().isPresent() ? List.of() : model.several();
        if (!several.isEmpty()) {
            Applicable.refuse(
                    spec, "several models", "--sweep", "--plot", "--vs", "--vs-hardware", "--why", "--engine-says");
            FilesQuestion files = new FilesQuestion(several, hardware.selector(), launch.nCtx());
            return shell.show(files, FilesText::print, FilesDocument::of, output.json());
        }
        if (sweep != null) {
            Applicable.refuse(spec, "--sweep", "--vs", "--vs-hardware", "--why", "--engine-says");
            SweepQuestion over = SweepQuestion.of(question(hardware.selector()), sweep);
            return plot.isGiven()
                    ? plot.show(shell, over, SweepPlots::memory, SweepDocument::of, output.json())
                    : shell.show(over, SweepText::print, SweepDocument::of, output.json());
        }
        if (vs != null || vsHardware != null) {
            Applicable.refuse(spec, "--vs", "--plot");
            says = null;
            SizeQuestion first = question(hardware.selector());
            CompareSizesQuestion both = new CompareSizesQuestion(first, changed());
            return shell.show(both, SizeVsText::print, CompareSizesDocument::of, output.json());
        }
        SizeQuestion question = question(hardware.selector());
        if (plot.isGiven()) {
            Applicable.refuse(spec, "--plot", "--why", "--engine-says");
            return plot.show(shell, question, SizePlot::of, SizeDocument::of, output.json());
        }
        return why && !output.json()
                ? shell.show(new ExplainQuestion(question), WhyText::print, a -> SizeDocument.of(a.size()), false)
                : shell.show(
                        question,
                        turn.isGiven() ? SizeText::printAll : detail.of(SizeText::print, SizeText::printAll),
                        SizeDocument::of,
                        output.json());
    }

    /** The word after {@code --engine-says} is the model if no model is named and it is no folder. */
    private void settleModel() {
        if (says != null && !says.equals(INSTALLED) && model.name().isEmpty() && !Files.isDirectory(Path.of(says))) {
            model.name(says);
            says = INSTALLED;
        }
    }

    private EngineSizeQuestion engineQuestion(SizedEngine other) {
        HardwareSelector machine = hardware.selector();
        return new EngineSizeQuestion(
                other.id(),
                new Named(modelName()),
                engine.launch(other, engineBuild, turn.turn()),
                Optional.of(machine));
    }

    private Optional<StateQuestions> whole() {
        return state.state(spec, "--sweep", "--why", "--plot").map(StateQuestions::new);
    }

    private SizeQuestion question(HardwareSelector machine) {
        Optional<StateQuestions> whole = whole();
        if (whole.isPresent()) {
            return shell.told(progress -> whole.get().size(shell.bench(), progress));
        }
        Optional<Projector> projector = launch.mmproj().map(f -> new Projector(f, launch.offloadsProjector()));
        return new SizeQuestion(
                new Named(modelName()),
                Optional.empty(),
                batch.headerOnly(),
                launch.options()
                        .withNOutputsMax(
                                placement.allOutputs() ? launch.options().nBatch() : 0),
                new Loaded(launch.adapters(), projector, draft.draft()),
                new Place(machine, launch.rpcServers(), placement.gpus()),
                build(),
                Optional.ofNullable(says),
                start(),
                turn.turn());
    }

    private Start start() {
        PastedLine line = shell.pasted();
        return new Start(
                line.program() == LineProgram.NONE
                        ? Optional.empty()
                        : Optional.of(line.program().title()),
                placement.fit(launch),
                placement.ollama(),
                placement.keys(),
                line.notes());
    }

    /**
     * Returns the first launch with the changes of {@code --vs}. They are read into the options of this command, which keep what
     * the first launch set: that is what a parser does whose command is not new.
     */
    private SizeQuestion changed() {
        CommandLine line = new CommandLine(this);
        line.setPosixClusteredShortOptionsAllowed(false);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOverwrittenOptionsAllowed(true);
        try {
            List<String> changes = PastedLines.read(ShellWords.split(vs == null ? "" : vs), OwnSpellings.of(line))
                    .arguments();
            if (line.parseArgs(changes.toArray(String[]::new)).hasMatchedOption("--model")) {
                model.nameByFlag();
            }
        } catch (CommandLine.ParameterException | LineException | IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", "--vs: " + e.getMessage() + ".", "for example --vs '-ctk q8_0 -ctv q8_0'");
        }
        return question(vsHardware == null ? hardware.selector() : HardwareSelector.named(vsHardware));
    }

    private EngineBuild build() {
        try {
            return engineBuild == null ? EngineBuild.NEWEST : EngineBuild.parse(engineBuild);
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", e.getMessage() + ".", "for example --engine-build b9010");
        }
    }

    private String modelName() {
        return model.name()
                .orElseThrow(() -> new CommandException(
                        ExitCode.USAGE,
                        "usage",
                        "Name a model or a GGUF file.",
                        "for example: llmfit size llama3.1:8b -c 8192"));
    }
}
