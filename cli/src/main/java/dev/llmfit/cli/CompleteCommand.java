package dev.llmfit.cli;

import dev.llmfit.answers.complete.Completion;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Says what may stand at the cursor, for completion scripts: a line each, what it is behind a tabulator; {@code :files} where a
 * file may stand.
 */
@Command(name = "complete", hidden = true, description = "Tells completion scripts what may stand at the cursor.")
public final class CompleteCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--word", paramLabel = "WORD", description = "The word at the cursor, up to it.")
    private String word = "";

    @Parameters(arity = "0..*", paramLabel = "WORD", description = "The words before it, behind --.")
    private List<String> before = List.of();

    /** Creates the command. */
    public CompleteCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        CursorWord at = new CursorWord(shell, before, word);
        for (Completion completion : at.completions()) {
            shell.console().line(completion.value() + (completion.tells().isEmpty() ? "" : "\t" + completion.tells()));
        }
        if (at.takesFile()) {
            shell.console().line(":files");
        }
        return ExitCode.OK.code();
    }
}
