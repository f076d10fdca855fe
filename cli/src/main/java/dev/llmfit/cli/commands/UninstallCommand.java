package dev.llmfit.cli.commands;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Places;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.units.Environment;
import dev.llmfit.units.OwnFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists and removes what the program wrote into the user's home. */
@Command(
        name = "uninstall",
        description = {
            "List what llmfit keeps in your home, remove it with --yes, and tell how the program itself goes.",
            "",
            "Models that you downloaded lie where you told them to lie; they are not touched."
        })
public final class UninstallCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(names = "--yes", description = "Remove what is listed.")
    private boolean yes;

    /** Creates the command. */
    public UninstallCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        Environment environment = shell.bench().environment();
        OwnFolders folders = OwnFolders.of(environment);
        List<Path> ours = new ArrayList<>();
        Map<String, Path> named = Map.of("data", folders.data(), "cache", folders.cache(), "config", folders.config());
        for (String name : List.of("data", "cache", "config")) {
            Path folder = named.getOrDefault(name, folders.data());
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                say(name, folder + " is not there");
            } else if (!OwnFolders.isOurs(folder)) {
                say(name, folder + " was chosen by you and may hold other things: remove it yourself");
            } else {
                say(name, folder + ", " + OwnFolders.size(folder));
                ours.add(folder);
            }
        }
        if (yes) {
            remove(ours);
        } else if (!ours.isEmpty()) {
            shell.console().line("Nothing was removed: llmfit uninstall --yes removes these folders.");
        }
        shell.console().line("The program itself: " + Places.removal(environment) + ".");
        return ExitCode.OK.code();
    }

    private void remove(List<Path> folders) {
        for (Path folder : folders) {
            try {
                if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) { // a cache may have lain below data
                    OwnFolders.remove(folder);
                }
            } catch (IOException e) {
                throw new CommandException(
                        ExitCode.FAILURE,
                        "not-removed",
                        folder + " cannot be removed whole: " + e.getMessage() + ".",
                        "remove the rest yourself");
            }
        }
        shell.console().line(folders.isEmpty() ? "There was nothing to remove." : "Removed.");
    }

    private void say(String name, String text) {
        shell.console().line(String.format("  %-8s", name) + text);
    }
}
