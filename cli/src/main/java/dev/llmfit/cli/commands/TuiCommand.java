package dev.llmfit.cli.commands;

import dev.llmfit.answers.State;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.StateFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.render.Glyphs;
import dev.llmfit.render.Palette;
import dev.llmfit.tui.SpokenUi;
import dev.llmfit.tui.TerminalUi;
import dev.llmfit.tui.state.Chosen;
import dev.llmfit.tui.state.ChosenCodec;
import dev.llmfit.tui.state.Screen;
import dev.llmfit.units.Environment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

    @Option(
            names = "--plain",
            description = "For screen readers and pipes: lines of keys go in, what changed comes out as sentences.")
    private boolean plain;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final StateFlags state = new StateFlags();

    @Mixin
    private final HardwareFlags hardware = new HardwareFlags();

    /** Creates the command. */
    public TuiCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        Environment environment = shell.bench().environment();
        Screen first = first();
        if (plain || environment.variable("TERM").filter("dumb"::equals).isPresent()) {
            SpokenUi.run(
                    shell.bench(),
                    first,
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                    this::say);
            return ExitCode.OK.code();
        }
        if (!Console.isTerminal()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "The terminal UI needs a terminal on standard input and output.",
                    "--plain reads keys and writes sentences without one; llmfit recommend prints the answer");
        }
        TerminalUi.run(
                shell.bench(),
                first,
                ascii ? Glyphs.ASCII : Glyphs.of(environment.variables()),
                shell.console().colour() ? Palette.SIXTEEN : Palette.NONE);
        return ExitCode.OK.code();
    }

    private void say(String line) {
        shell.console().line((ascii ? Glyphs.ASCII : Glyphs.UNICODE).shown(line));
        shell.console().out().flush(); // a reader waits for each answer
    }

    private Screen first() {
        Optional<State> whole = state.state(spec);
        if (whole.isPresent()) {
            return ChosenCodec.screen(whole.get());
        }
        Chosen chosen = Chosen.of(hardware.selector());
        Screen first = Screen.first(chosen);
        return model == null ? first : first.showing(chosen.of(model)).on(Screen.PLAN);
    }
}
