package dev.llmfit.cli.commands;

import dev.llmfit.cli.proof.VerifyRun;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.Shell;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a launch for real and compares it with its prediction. */
@Command(
        name = "verify",
        description = {
            "Run a launch for real, with a phantom if the weights are absent, and compare memory and speed with the prediction.",
            "A llama-server command line may follow."
        })
public final class VerifyCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Mixin
    private final VerifyRun run = new VerifyRun();

    /** Creates the command. */
    public VerifyCommand(Shell shell) {
        this.console = shell.console();
    }

    @Override
    public Integer call() throws IOException {
        return run.run(console).code();
    }
}
