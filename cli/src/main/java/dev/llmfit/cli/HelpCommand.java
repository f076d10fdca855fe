package dev.llmfit.cli;

import dev.llmfit.answers.topic.Topic;
import dev.llmfit.answers.topic.Topics;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.json.Spelling;
import dev.llmfit.render.Page;
import dev.llmfit.render.topic.TopicText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a page of the help about a topic; the runner prints those about commands. */
@Command(name = "help", description = "Tell more of a command, or of a topic: quantization, kv-cache, glossary …")
public final class HelpCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Parameters(arity = "1..*", paramLabel = "COMMAND|TOPIC", description = "What it is about.")
    private List<String> words = List.of();

    /** Creates the command. */
    public HelpCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        String name = String.join("-", words).toLowerCase(Locale.ROOT);
        Topic topic = Topics.named(name, shell.bench()).orElseThrow(() -> unknown(name));
        Page page = shell.page();
        TopicText.print(topic, page);
        shell.console().print(page);
        return ExitCode.OK.code();
    }

    private static CommandException unknown(String name) {
        List<String> all = new ArrayList<>(Topics.names());
        all.addAll(Commands.shown());
        List<String> near = Spelling.nearest(name, all);
        return new CommandException(
                ExitCode.USAGE,
                "usage",
                "There is no command and no topic '" + name + "'.",
                near.isEmpty()
                        ? "topics are " + String.join(", ", Topics.names())
                        : "did you mean llmfit help " + String.join(" or ", near) + "?");
    }
}
