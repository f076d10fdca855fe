package dev.llmfit.cli;

import dev.llmfit.cli.commands.AddCommand;
import dev.llmfit.cli.commands.BenchCommand;
import dev.llmfit.cli.commands.DoctorCommand;
import dev.llmfit.cli.commands.FleetCommand;
import dev.llmfit.cli.commands.MatrixCommand;
import dev.llmfit.cli.commands.McpCommand;
import dev.llmfit.cli.commands.ModelsCommand;
import dev.llmfit.cli.commands.PlanCommand;
import dev.llmfit.cli.commands.ProbeCommand;
import dev.llmfit.cli.commands.QuantsCommand;
import dev.llmfit.cli.commands.RecommendCommand;
import dev.llmfit.cli.commands.RulesCommand;
import dev.llmfit.cli.commands.ServeCommand;
import dev.llmfit.cli.commands.SizeCommand;
import dev.llmfit.cli.commands.TuiCommand;
import dev.llmfit.cli.commands.UninstallCommand;
import dev.llmfit.cli.commands.UpdateCommand;
import dev.llmfit.cli.commands.VerifyCommand;
import dev.llmfit.cli.shell.Shell;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * All commands by name, in the order of the help. A command is created only when it is called or listed, which keeps the
 * start short.
 */
final class Commands {
    private static final Map<String, Function<Shell, Callable<Integer>>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("models", ModelsCommand::new);
        ALL.put("quants", QuantsCommand::new);
        ALL.put("size", SizeCommand::new);
        ALL.put("recommend", RecommendCommand::new);
        ALL.put("plan", PlanCommand::new);
        ALL.put("fleet", FleetCommand::new);
        ALL.put("rules", RulesCommand::new);
        ALL.put("probe", ProbeCommand::new);
        ALL.put("matrix", MatrixCommand::new);
        ALL.put("verify", VerifyCommand::new);
        ALL.put("bench", BenchCommand::new);
        ALL.put("doctor", DoctorCommand::new);
        ALL.put("update", UpdateCommand::new);
        ALL.put("add", AddCommand::new);
        ALL.put("uninstall", UninstallCommand::new);
        ALL.put("help", HelpCommand::new);
        ALL.put("tui", TuiCommand::new);
        ALL.put("mcp", McpCommand::new);
        ALL.put("serve", ServeCommand::new);
        ALL.put("completion", CompletionCommand::new);
        ALL.put("man", ManCommand::new);
        ALL.put("complete", CompleteCommand::new);
        ALL.put("train", TrainCommand::new);
    }

    /** What is no use to people: completion scripts and the build call it. */
    private static final Set<String> HIDDEN = Set.of("complete", "train");

    private Commands() {}

    /** Returns a new command. */
    static Callable<Integer> of(String name, Shell shell) {
        return Objects.requireNonNull(ALL.get(name), name).apply(shell);
    }

    /** Returns the names that help lists. */
    static List<String> shown() {
        return ALL.keySet().stream().filter(name -> !HIDDEN.contains(name)).toList();
    }

    /** Returns the constructors by name. */
    static Map<String, Function<Shell, Callable<Integer>>> all() {
        return ALL;
    }
}
