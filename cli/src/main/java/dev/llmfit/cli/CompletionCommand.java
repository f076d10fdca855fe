package dev.llmfit.cli;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a completion script: it asks {@link CompleteCommand} for every candidate. */
@Command(
        name = "completion",
        description = "Print a completion script for bash, zsh, fish or powershell (docs/completion.md).")
public final class CompletionCommand implements Callable<Integer> {
    private static final List<String> SHELLS = List.of("bash", "zsh", "fish", "powershell");

    private final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Parameters(
            paramLabel = "SHELL",
            defaultValue = "bash",
            completionCandidates = ShellNames.class,
            description = "${COMPLETION-CANDIDATES} (bash).")
    private String name = "bash";

    /** The shells, for help and completion. */
    static final class ShellNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return SHELLS.iterator();
        }
    }

    /** Creates the command. */
    public CompletionCommand(Shell shell) {
        this.console = shell.console();
    }

    @Override
    public Integer call() {
        if (!SHELLS.contains(name)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "There is no completion for '" + name + "'.",
                    "write one of " + String.join(", ", SHELLS));
        }
        console.out().print(HelpResource.text("completion." + name));
        return ExitCode.OK.code();
    }
}
