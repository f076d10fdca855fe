package dev.llmfit.cli.commands;

import dev.llmfit.answers.machine.ReportFile;
import dev.llmfit.answers.matrix.FirstMatrix;
import dev.llmfit.answers.matrix.MatrixAnswer;
import dev.llmfit.answers.matrix.MatrixDifference;
import dev.llmfit.answers.matrix.MatrixDocument;
import dev.llmfit.answers.matrix.MatrixQuestion;
import dev.llmfit.cli.flags.FormatFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.cli.shell.Version;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonValue;
import dev.llmfit.json.TextFile;
import dev.llmfit.json.TextFileException;
import dev.llmfit.recommend.emit.ShellQuotes;
import dev.llmfit.render.matrix.MatrixJUnit;
import dev.llmfit.render.matrix.MatrixMarkdown;
import dev.llmfit.render.matrix.MatrixSarif;
import dev.llmfit.render.matrix.MatrixText;
import java.nio.file.Files;
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

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "Machine profiles in YAML, with expect: and models: sections.")
    private @Nullable Path file;

    @Mixin
    private final FormatFlags format = new FormatFlags();

    @Mixin
    private OutputFlags output = new OutputFlags();

    @Option(names = "--junit", paramLabel = "FILE", description = "Write a JUnit report.")
    private @Nullable Path junit;

    @Option(
            names = "--sarif",
            paramLabel = "FILE",
            description = "Write what differs as SARIF 2.1.0, which code hosts show beside the file's lines.")
    private @Nullable Path sarif;

    @Option(
            names = "--summary",
            paramLabel = "FILE",
            description = "Append a Markdown table, for example to $GITHUB_STEP_SUMMARY.")
    private @Nullable Path summary;

    @Option(
            names = "--diff",
            paramLabel = "FILE",
            description = "Tell what changed since an older answer, which --json has written.")
    private @Nullable Path older;

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
        format.check(output.json());
        if (file == null) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", "llmfit matrix needs FILE.", "llmfit matrix init writes a first one");
        }
        MatrixQuestion question = MatrixQuestion.ofFile(file);
        MatrixAnswer answer = shell.ask(question);
        if (junit != null) {
            ReportFile.write(junit, MatrixJUnit.of(answer, Shell.WORDS));
        }
        if (sarif != null) {
            ReportFile.write(sarif, MatrixSarif.of(answer, file, question.yaml(), Version.number()));
        }
        if (older == null) {
            if (summary != null) {
                ReportFile.append(summary, MatrixMarkdown.of(answer, Shell.WORDS));
            }
            return shell.show(question, answer, MatrixText::print, MatrixDocument::of, output.json());
        }
        String since = older.toString();
        MatrixDifference difference = MatrixDifference.of(since, read(older), MatrixDocument.of(answer));
        if (summary != null) {
            ReportFile.append(
                    summary, MatrixMarkdown.of(answer, Shell.WORDS) + MatrixMarkdown.changes(difference, since));
        }
        return shell.show(
                question,
                answer,
                (a, page) -> {
                    MatrixText.print(a, page);
                    MatrixText.printChanges(difference, since, page);
                },
                a -> MatrixDocument.withChanges(a, difference),
                output.json());
    }

    private static JsonValue read(Path older) {
        try {
            return Json.parse(TextFile.read(older));
        } catch (TextFileException | JsonException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "The older answer " + older + " cannot be read: " + e.getMessage() + ".",
                    "llmfit matrix FILE --json writes one");
        }
    }

    /** Writes a first file. */
    @Command(
            name = "init",
            description = "Write a first file: this machine, and the models at hand with what holds of them now.")
    int init(
            @Parameters(arity = "0..1", paramLabel = "FILE", description = "Where to (machines.yaml).") @Nullable
                    Path target,
            @Option(names = "--force", description = "Replace a file that is there.") boolean force,
            @Option(
                            names = {"-h", "--help"},
                            usageHelp = true,
                            description = "Show this help.")
                    boolean showHelp) {
        Path first = target == null ? Path.of("machines.yaml") : target;
        if (Files.exists(first) && !force) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", first + " is there already.", "name another file, or add --force");
        }
        ReportFile.write(first, FirstMatrix.of(shell.bench()));
        shell.console().line("Written: " + first);
        shell.console().line("Next    llmfit matrix " + ShellQuotes.quote(first.toString()));
        return ExitCode.OK.code();
    }
}
