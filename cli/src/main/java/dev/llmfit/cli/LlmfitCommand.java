package dev.llmfit.cli;

import dev.llmfit.answers.recommend.LaunchWish;
import dev.llmfit.answers.recommend.RecommendQuestion;
import dev.llmfit.cli.commands.TuiCommand;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.cli.shell.Version;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.render.Page;
import dev.llmfit.render.recommend.FirstLookText;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command without a subcommand: a first look at this machine, help and version. */
@Command(
        name = "llmfit",
        description = "Which model, which quantization, which -ngl, which context, how fast: and is it proven?",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and it fits",
            "1:unexpected failure",
            "2:usage",
            "3:does not fit, or a check failed",
            "4:model not found or unreadable",
            "5:hardware unreadable",
            "6:verification outside tolerance",
            "7:engine missing or failed"
        },
        footer = {
            "",
            "llmfit alone opens the terminal UI, or without a terminal tells what this machine can run.",
            "llmfit help COMMAND tells more of a command.",
            "llmfit help TOPIC: quantization, kv-cache, offload, moe, multi-gpu, apple, mtp, troubleshooting, glossary."
        },
        versionProvider = Version.class)
final class LlmfitCommand implements Callable<Integer> {
    /** Models that are told of; judgement: what is seen at one look. */
    private static final int ROWS = 5;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version; with -v also where the program and its data lie.")
    private boolean version;

    private final Shell shell;

    /** Creates the command. */
    LlmfitCommand(Shell shell) {
        this.shell = shell;
    }

    /** Opens the terminal UI, or tells what this machine is, what it can run, and what to type next. */
    @Override
    public Integer call() throws IOException {
        String kind = shell.bench().environment().variables().getOrDefault("TERM", "");
        if (Console.isTerminal() && !kind.equals("dumb")) {
            return new TuiCommand(shell).call();
        }
        RecommendQuestion question = new RecommendQuestion(
                Optional.empty(),
                HardwareSelector.THIS_MACHINE,
                LaunchWish.chat().withTop(ROWS));
        Page page = shell.page(question);
        FirstLookText.print(shell.ask(question), page);
        shell.console().print(page);
        return ExitCode.OK.code();
    }
}
