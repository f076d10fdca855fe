package dev.llmfit.cli.commands;

import dev.llmfit.cli.proof.BenchRun;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.Shell;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures prompt and generation speed with a real engine. */
@Command(
        name = "bench",
        description = {
            "Measure prompt and generation speed with a real engine, and keep the result.",
            "Without weights on disk a phantom of the same layout is run."
        })
public final class BenchCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Mixin
    private final BenchRun run = new BenchRun();

    /** Creates the command. */
    public BenchCommand(Shell shell) {
        this.console = shell.console();
    }

    @Override
    public Integer call() throws IOException {
        return run.run(console).code();
    }
}
