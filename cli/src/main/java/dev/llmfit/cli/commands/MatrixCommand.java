package dev.llmfit.cli.commands;

import dev.llmfit.answers.machine.ReportFile;
import dev.llmfit.answers.matrix.MatrixAnswer;
import dev.llmfit.answers.matrix.MatrixDocument;
import dev.llmfit.answers.matrix.MatrixQuestion;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.render.matrix.MatrixJUnit;
import dev.llmfit.render.matrix.MatrixMarkdown;
import dev.llmfit.render.matrix.MatrixText;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks machines, and models on them, against what a file expects. */
@Command(
        name = "matrix",
        description = "Check machines and models against the expectations of a file; exit 3 when one fails.")
public final class MatrixCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "FILE", description = "Machine profiles in YAML, with expect: and models: sections.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Mixin
    private OutputFlags output = new OutputFlags();

    @Option(names = "--junit", paramLabel = "FILE", description = "Write a JUnit report.")
    private @Nullable Path junit;

    @Option(
            names = "--summary",
            paramLabel = "FILE",
            description = "Append a Markdown table, for example to $GITHUB_STEP_SUMMARY.")
    private @Nullable Path summary;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** Creates the command. */
    public MatrixCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        MatrixQuestion question = MatrixQuestion.ofFile(file);
        MatrixAnswer answer = shell.ask(question);
        if (junit != null) {
            ReportFile.write(junit, MatrixJUnit.of(answer, Shell.WORDS));
        }
        if (summary != null) {
            ReportFile.append(summary, MatrixMarkdown.of(answer, Shell.WORDS));
        }
        return shell.show(question, answer, MatrixText::print, MatrixDocument::of, output.json());
    }
}
