package dev.llmfit.cli.commands;

import dev.llmfit.answers.ModelSource.Named;
import dev.llmfit.answers.quants.QuantsDocument;
import dev.llmfit.answers.quants.QuantsQuestion;
import dev.llmfit.cli.flags.BatchInput;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.quants.QuantsBatch;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.render.quants.QuantsText;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

    @Option(names = "--header-only", description = "Accept a GGUF whose tensor data is missing.")
    private boolean headerOnly;

    @Option(names = "--imatrix", description = "Sizes with an importance matrix, which changes some tensor types.")
    private boolean imatrix;

    @Option(
            names = "--batch",
            paramLabel = "FILE",
            description = "Answer models in JSON lines; - reads standard input.")
    private @Nullable String batch;

    @Option(
            names = "--models-dir",
            paramLabel = "DIR",
            description = "Folder of the GGUF files that a batch names (.).")
    private Path modelsDir = Path.of("");

    @Mixin
    private final HardwareFlags hardware = new HardwareFlags();

    @Mixin
    private final OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public QuantsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        if (batch != null) {
            answerBatch(batch);
            return ExitCode.OK.code();
        }
        if (reference == null) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", "Name a model or a GGUF file.", "for example: llmfit quants llama3.1:8b");
        }
        QuantsQuestion question =
                new QuantsQuestion(new Named(reference), matrix(), headerOnly, Optional.of(hardware.selector()));
        return shell.show(question, QuantsText::print, QuantsDocument::of, output.json());
    }

    private Imatrix matrix() {
        return imatrix ? Imatrix.PRESENT : Imatrix.ABSENT;
    }

    private void answerBatch(String file) throws IOException {
        try (BufferedReader lines = BatchInput.open(file)) {
            new QuantsBatch(modelsDir, matrix(), shell.bench())
                    .run(lines, shell.console().out());
        }
    }
}
