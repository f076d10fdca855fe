package dev.llmfit.cli;

import dev.llmfit.answers.State;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.mcp.protocol.SampleSession;
import dev.llmfit.tui.TerminalUi;
import dev.llmfit.tui.state.ChosenCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs typical commands once in this process, so that the AOT cache made from the run holds their classes. */
@Command(name = "train", hidden = true, description = "Exercises the program while an AOT cache is recorded.")
public final class TrainCommand implements Callable<Integer> {
    /** What is exercised for the cache of a group of commands: tables, JSON, errors. */
    private static final Map<String, List<List<String>>> GROUPS = Map.of(
            "probe",
            List.of(
                    List.of("probe"),
                    List.of("probe", "--json"),
                    List.of("probe", "--hardware", "RTX 4090"),
                    List.of("probe", "--nonsense")),
            "search",
            List.of(
                    List.of("size", "llama3.1:70b:Q4_K_M", "-c", "8192", "-ngl", "42", "--hardware", "rtx4090-24g-64g"),
                    List.of("size", "llama-server -m qwen3:32b --port 8080", "--hardware", "rtx4090-24g-64g"),
                    List.of("size", "qwen3:8b", "-np", "2", "-ctk", "q8_0", "-ctv", "q8_0"),
                    List.of("size", "qwen3:30b-a3b"),
                    List.of("size", "no-such-model"),
                    List.of("models", "qwen3", "8b"),
                    List.of("models", "show", "qwen3:8b"),
                    List.of("quants", "llama3.1:8b"),
                    List.of("recommend", "--model", "llama3.1:70b", "--hardware", "rtx4090-24g-64g"),
                    List.of("recommend", "--hardware", "rtx4090-24g-64g"),
                    List.of("recommend", "--model", "qwen3:30b-a3b"),
                    List.of("recommend", "--model", "llama3.1:405b"),
                    List.of("plan", "llama3.1:8b", "--top", "1", "--hardware", "geforce-rtx-3060-12g")),
            "all",
            List.of(
                    List.of("size", "qwen3:8b", "-np", "2", "-ctk", "q8_0", "-ctv", "q8_0", "--json"),
                    List.of("doctor"),
                    List.of("recommend", "--hardware", "rtx4090-24g-64g", "--json"),
                    List.of(),
                    List.of("nonsense")));

    @Parameters(arity = "0..1", paramLabel = "GROUP", description = "probe, search or mcp: that alone.")
    private String group = "all";

    private final Shell shell;

    /** Creates the command. */
    public TrainCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        CommandRunner runner = new CommandRunner(
                new Console(nowhere, nowhere, shell.console().columns(), true),
                shell.bench().settings());
        List<List<String>> runs = new ArrayList<>(GROUPS.getOrDefault(group, List.of()));
        if (group.equals("all")) {
            runs.addAll(GROUPS.getOrDefault("probe", List.of()));
            runs.addAll(GROUPS.getOrDefault("search", List.of()));
        }
        for (List<String> run : runs) {
            int code = runner.run(run);
            shell.console().line(code + " " + String.join(" ", run));
        }
        if (group.equals("mcp")) {
            SampleSession.play(shell.bench());
        }
        if (group.equals("all")) {
            TerminalUi.rehearse(shell.bench(), ChosenCodec.screen(State.parse("machine=rtx4090-24g-64g")));
        }
        return ExitCode.OK.code();
    }
}
