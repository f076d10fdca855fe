package dev.llmfit.cli;

import dev.llmfit.cli.shell.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command without a subcommand: help and version. */
@Command(
        name = "llmfit",
        description = {"Which model, which quantization, which -ngl, which context, how fast: and is it proven?", ""},
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
        footer = {"", "llmfit COMMAND --help tells more of a command."},
        versionProvider = Version.class)
final class LlmfitCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }
}
