package dev.llmfit.cli.commands;

import dev.llmfit.answers.update.UpdateDocument;
import dev.llmfit.answers.update.UpdateQuestion;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.render.update.UpdateText;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes newer knowledge than the program came with. */
@Command(
        name = "update",
        description = {
            "Take newer knowledge of models, hardware, prices and quality. Nothing is asked of a server otherwise.",
            "",
            "A bundle is taken when a release key has signed it and it is newer than what is in use."
        })
public final class UpdateCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = "--from",
            paramLabel = "FILE|URL",
            description = "A bundle; else LLMFIT_UPDATE_URL, else where this build's is published.")
    private @Nullable String from;

    @Option(names = "--unsigned", description = "Take a file that no release key has signed, on your own word.")
    private boolean unsigned;

    @Option(names = "--rollback", description = "Go back to what was in use before the last update.")
    private boolean rollback;

    @Mixin
    private final OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public UpdateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (rollback && (from != null || unsigned)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "--rollback goes back and takes nothing, so --from and --unsigned do not go with it.",
                    "llmfit update --rollback");
        }
        return shell.show(
                new UpdateQuestion(Optional.ofNullable(from), unsigned, rollback),
                UpdateText::print,
                UpdateDocument::of,
                output.json());
    }
}
