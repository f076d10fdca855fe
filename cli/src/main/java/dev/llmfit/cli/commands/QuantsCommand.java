package dev.llmfit.cli.commands;

import dev.llmfit.answers.ModelSource.Named;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.quants.QuantsDocument;
import dev.llmfit.answers.quants.QuantsPlot;
import dev.llmfit.answers.quants.QuantsQuestion;
import dev.llmfit.cli.flags.Applicable;
import dev.llmfit.cli.flags.BatchFlags;
import dev.llmfit.cli.flags.FormatFlags;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.flags.PlotFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.json.JsonObject;
import dev.llmfit.render.quants.QuantsText;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists every file type of a model with its exact size. */
@Command(
        name = "quants",
        description = "Every file type of a model: exact size, bits per weight, mixture of tensor types.")
public final class QuantsCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Parameters(
            arity = "0..1",
            paramLabel = "REF|FILE",
            description = "Model: a name, a GGUF file in any type, or a repository, whose files are listed.")
    private @Nullable String reference;

    @Option(names = "--imatrix", description = "Sizes with an importance matrix, which changes some tensor types.")
    private boolean imatrix;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final BatchFlags batch = new BatchFlags();

    @Mixin
    private final HardwareFlags hardware = new HardwareFlags();

    @Mixin
    private final FormatFlags format = new FormatFlags();

    @Mixin
    private final PlotFlags plot = new PlotFlags();

    @Mixin
    private final OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public QuantsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        format.check(output.json());
        if (batch.isGiven()) {
            Applicable.only(spec, "--batch", "--batch", "--models-dir", "--header-only", "--imatrix");
            Applicable.refuse(spec, "--batch", "--format");
            return batch.answer(
                    shell,
                    QuestionType.QUANTS,
                    JsonObject.builder().put("imatrix", imatrix).build());
        }
        Applicable.not(spec, "--batch", "--models-dir");
        if (reference == null) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", "Name a model or a GGUF file.", "for example: llmfit quants llama3.1:8b");
        }
        QuantsQuestion question = new QuantsQuestion(
                new Named(reference), matrix(), batch.headerOnly(), Optional.of(hardware.selector()));
        return plot.isGiven()
                ? plot.show(shell, question, QuantsPlot::of, QuantsDocument::of, output.json())
                : shell.show(question, QuantsText::print, QuantsDocument::of, output.json());
    }

    private Imatrix matrix() {
        return imatrix ? Imatrix.PRESENT : Imatrix.ABSENT;
    }
}
