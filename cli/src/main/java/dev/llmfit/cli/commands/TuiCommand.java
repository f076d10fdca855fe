package dev.llmfit.cli.commands;

import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.render.Glyphs;
import dev.llmfit.render.Palette;
import dev.llmfit.tui.TerminalUi;
import dev.llmfit.tui.state.Chosen;
import dev.llmfit.tui.state.Screen;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens the terminal UI. */
@Command(
        name = "tui",
        description = {
            "Models for a machine, the plan of each, plots, what to buy: changed with keys, answered exactly.",
            "? lists the keys. Nothing is run, fetched or stored unasked."
        })
public final class TuiCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Parameters(arity = "0..1", paramLabel = "REF", description = "The model whose plan is open at the start.")
    private @Nullable String model;

    @Option(names = "--ascii", description = "Draw with ASCII alone.")
    private boolean ascii;

    @Mixin
    private final HardwareFlags hardware = new HardwareFlags();

    /** Creates the command. */
    public TuiCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        if (!Console.isTerminal()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "The terminal UI needs a terminal on standard input and output.",
                    "llmfit recommend prints the answer");
        }
        Environment environment = shell.bench().environment();
        Chosen chosen = Chosen.of(hardware.selector());
        Screen first = Screen.first(chosen);
        if (model != null) {
            first = first.showing(chosen.of(model)).on(Screen.PLAN);
        }
        TerminalUi.run(
                shell.bench(),
                first,
                ascii ? Glyphs.ASCII : Glyphs.of(environment.variables()),
                shell.console().colour() ? Palette.SIXTEEN : Palette.NONE);
        return ExitCode.OK.code();
    }
}
