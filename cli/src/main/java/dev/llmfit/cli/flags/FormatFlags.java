package dev.llmfit.cli.flags;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.render.Format;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the tables of an answer are written for. */
public final class FormatFlags {
    private static final String FORMAT = "--format";

    // Read by the runner before any command: the page is made with it.
    @Option(
            names = FORMAT,
            paramLabel = "md|csv",
            description = "Write the answer in Markdown, or its tables for a spreadsheet.")
    private @Nullable String format;

    /** Returns the format that arguments ask for; empty if they ask for none that is known. */
    public static Optional<Format> in(List<String> args) {
        Optional<Format> found = Optional.empty();
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (arg.equals(FORMAT) && i + 1 < args.size()) {
                found = Format.of(args.get(i + 1)).or(() -> Optional.of(Format.TEXT));
            } else if (arg.startsWith(FORMAT + "=")) {
                found = Format.of(arg.substring(FORMAT.length() + 1)).or(() -> Optional.of(Format.TEXT));
            }
        }
        return found;
    }

    /**
     * Refuses what is no format, and a format beside a document.
     *
     * @throws CommandException with exit 2
     */
    public void check(boolean json) {
        if (format == null) {
            return;
        }
        if (Format.of(format).isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "'--format " + format + "' is not known.",
                    "--format md or --format csv; --json writes a document");
        }
        if (json) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", "'--format' does not go with '--json'.", "leave one of them out");
        }
    }
}
