package dev.llmfit.cli.commands;

import dev.llmfit.answers.engines.EngineVerifyDocument;
import dev.llmfit.answers.verify.VerifyAnswer;
import dev.llmfit.answers.verify.VerifyDocument;
import dev.llmfit.answers.verify.VerifyQuestion;
import dev.llmfit.cli.flags.EngineVerifyFlags;
import dev.llmfit.cli.flags.LaunchFlags;
import dev.llmfit.cli.flags.MeasurementFlags;
import dev.llmfit.cli.flags.ModelFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.OutputFile;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.render.engines.EngineVerifyText;
import dev.llmfit.render.verify.JUnitReport;
import dev.llmfit.render.verify.VerifyText;
import dev.llmfit.sizing.engines.SizedEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a launch for real and compares it with its prediction. */
@Command(
        name = "verify",
        description = {
            "Run a launch for real, with a phantom if the weights are absent, and compare memory and speed with the prediction.",
            "A llama-server command line may follow. Without -c the launch is the one that recommend takes here.",
            "A log or server of vLLM (--engine vllm), or mlx-lm's classes (--engine mlx), may stand in for a run.",
            "Nothing is written or started that is predicted not to fit; speeds are kept if they can be relied on."
        })
public final class VerifyCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Mixin
    private final ModelFlags model = new ModelFlags();

    @Option(names = "--junit", paramLabel = "FILE", description = "Write the comparisons as JUnit XML.")
    private @Nullable Path junit;

    @Option(
            names = "--assume-bandwidth",
            paramLabel = "GB/s",
            description = "Predict speed with this memory bandwidth, for example 1000GB/s.")
    private @Nullable String bandwidth;

    @Option(
            names = "--tolerance",
            paramLabel = "PERCENT",
            description = "How far a buffer may be off (1); totals may be five times as far off.")
    private double tolerance = VerifyQuestion.USUAL_TOLERANCE;

    @Option(names = "--no-speed", description = "Compare memory only.")
    private boolean noSpeed;

    @Option(
            names = "--shrink",
            description = {
                "Run a phantom with fewer layers and experts, one layer of every kind at least, and compare memory only.",
                "For models larger than this machine's memory."
            })
    private boolean shrink;

    @Mixin
    private final LaunchFlags launch = new LaunchFlags();

    @Mixin
    private final MeasurementFlags measurement = new MeasurementFlags();

    @Mixin
    private final EngineVerifyFlags engine = new EngineVerifyFlags();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public VerifyCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        Optional<SizedEngine> other = engine.engine(spec, measurement.engine());
        if (other.isPresent()) {
            return shell.show(
                    engine.question(other.get(), model.word(), model.flag(), measurement),
                    EngineVerifyText::print,
                    EngineVerifyDocument::of,
                    output.json());
        }
        OutputFile.check("--junit", junit);
        VerifyQuestion question = question();
        VerifyAnswer answer = shell.ask(question);
        int code = shell.show(question, answer, VerifyText::print, VerifyDocument::of, output.json());
        if (junit != null) { // behind the answer: what was measured is shown even where the file cannot be written
            OutputFile.write(junit, JUnitReport.of(answer, Shell.WORDS));
        }
        return code;
    }

    private VerifyQuestion question() {
        String name = model.name()
                .filter(n -> !n.isBlank())
                .orElseThrow(
                        () -> usage("Name a model or a GGUF file.", "for example: llmfit verify llama3.2:3b -c 4096"));
        return new VerifyQuestion(
                name,
                measurement.launch(launch),
                VerifyQuestion.tolerance(tolerance),
                !noSpeed,
                shrink,
                bandwidth(),
                measurement.use());
    }

    private OptionalDouble bandwidth() {
        if (bandwidth == null) {
            return OptionalDouble.empty();
        }
        String number = bandwidth.strip().replaceFirst("(?i) *gb/?s$", "");
        if (!number.matches("[0-9]{1,6}(\\.[0-9]{1,3})?") || Double.parseDouble(number) <= 0) {
            throw usage("'--assume-bandwidth " + bandwidth + "' is no bandwidth.", "write it as 936GB/s");
        }
        return OptionalDouble.of(Double.parseDouble(number));
    }

    private static CommandException usage(String message, String hint) {
        return new CommandException(ExitCode.USAGE, "usage", message, hint);
    }
}
