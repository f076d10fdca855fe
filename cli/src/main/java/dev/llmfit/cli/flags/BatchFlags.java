package dev.llmfit.cli.flags;

import dev.llmfit.answers.document.QuestionLines;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Questions in lines, and which files they may name. */
public final class BatchFlags {
    @Option(
            names = "--batch",
            paramLabel = "FILE",
            description = "Answer questions in JSON lines; - reads standard input.")
    private @Nullable String batch;

    @Option(
            names = "--models-dir",
            paramLabel = "DIR",
            description = "Folder of the GGUF files that a batch names (.).")
    private Path modelsDir = Path.of("");

    @Option(names = "--header-only", description = "Accept a GGUF whose tensor data is missing.")
    private boolean headerOnly;

    /** Returns whether questions come in lines. */
    public boolean isGiven() {
        return batch != null;
    }

    /** Returns {@code --header-only}. */
    public boolean headerOnly() {
        return headerOnly;
    }

    /**
     * Answers the lines on standard output.
     *
     * @param usual what a line asks that does not say it
     * @param defaults fields that such a line has if it does not say otherwise
     * @return the exit code; errors of single lines do not change it
     * @throws IOException if reading or writing fails
     */
    public int answer(Shell shell, QuestionType usual, JsonObject defaults) throws IOException {
        if (!Files.isDirectory(modelsDir)) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", "'--models-dir " + modelsDir + "' is no folder.", "name an existing one");
        }
        QuestionLines questions = new QuestionLines(shell.bench(), modelsDir, usual, defaults, Shell.WORDS);
        try (BufferedReader lines = open()) {
            questions.run(lines, shell.console().out().strict());
        }
        return ExitCode.OK.code();
    }

    private BufferedReader open() throws IOException {
        return batch == null || batch.equals("-")
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : TextFile.lines(Path.of(batch));
    }
}
