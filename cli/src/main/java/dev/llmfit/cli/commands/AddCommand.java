package dev.llmfit.cli.commands;

import dev.llmfit.answers.update.AddedLibrary;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.json.Spelling;
import dev.llmfit.units.Addition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a library that packages leave out. */
@Command(
        name = "add",
        description = {
            "Add a library that packages leave out, by its checksum.",
            "",
            "embedded: the engine that needs no llama.cpp (12 MB). deep: CUDA's interface, for probe --deep (10 MB)."
        })
public final class AddCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Parameters(paramLabel = "LIBRARY", description = "embedded or deep.")
    private String library = "";

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "A file that holds it, for a machine without a network.")
    private @Nullable String from;

    /** Creates the command. */
    public AddCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        if (!Addition.names().contains(library)) {
            List<String> near = Spelling.nearest(library, Addition.names());
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "There is no library '" + library + "'.",
                    near.isEmpty()
                            ? "libraries are " + String.join(" and ", Addition.names())
                            : "did you mean " + near.getFirst() + "?");
        }
        Optional<Path> added = AddedLibrary.add(library, Optional.ofNullable(from), shell.bench());
        shell.console()
                .line(added.map(file -> "Added " + library + ": " + file + ".")
                        .orElse("This program has " + library + " already; nothing was changed."));
        return ExitCode.OK.code();
    }
}
