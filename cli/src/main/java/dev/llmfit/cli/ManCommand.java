package dev.llmfit.cli;

import dev.llmfit.answers.machine.ReportFile;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.json.Spelling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints manual pages, or writes all of them. */
@Command(name = "man", description = "Print a manual page, of llmfit itself or of a command; --dir writes all of them.")
public final class ManCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(names = "--dir", paramLabel = "DIR", description = "Write every page into this folder: llmfit.1, …")
    private @Nullable Path folder;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "A command: size, models show.")
    private List<String> words = List.of();

    /** Creates the command. */
    public ManCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        Map<String, CommandSpec> pages = pages();
        if (folder != null) {
            Files.createDirectories(folder);
            for (Map.Entry<String, CommandSpec> page : pages.entrySet()) {
                ReportFile.write(
                        folder.resolve(ManPage.file(page.getKey())),
                        ManPage.of(page.getKey(), page.getValue(), pages.keySet()));
            }
            return ExitCode.OK.code();
        }
        String name = String.join(" ", words);
        CommandSpec spec = pages.get(name);
        if (spec == null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "There is no command '" + name + "'"
                            + Spelling.didYouMean(name, Commands.shown()).replaceAll("\\?$", "") + ".",
                    "llmfit help lists the commands");
        }
        shell.console().out().print(ManPage.of(name, spec, pages.keySet()));
        return ExitCode.OK.code();
    }

    /** Returns the commands that people see by name, llmfit itself without one first. */
    private Map<String, CommandSpec> pages() {
        CommandLine root = new CommandLine(new LlmfitCommand(shell));
        Map<String, CommandSpec> pages = new LinkedHashMap<>();
        pages.put("", root.getCommandSpec());
        for (String name : Commands.shown()) {
            CommandLine line = new CommandLine(Commands.of(name, shell));
            root.addSubcommand(name, line);
            pages.put(name, line.getCommandSpec());
            line.getSubcommands().forEach((below, sub) -> pages.put(name + " " + below, sub.getCommandSpec()));
        }
        return pages;
    }
}
