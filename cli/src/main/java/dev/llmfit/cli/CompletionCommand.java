package dev.llmfit.cli;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints a completion script for bash and zsh. */
@Command(name = "completion", description = "Print a completion script for bash and zsh.")
public final class CompletionCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Creates the command. */
    public CompletionCommand(Shell shell) {
        this.console = shell.console();
    }

    @Override
    public Integer call() {
        console.out().print(AutoComplete.bash("llmfit", spec.root().commandLine()));
        return ExitCode.OK.code();
    }
}
