package dev.llmfit.probe.source;

import dev.llmfit.probe.Probe;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Runs a vendor's tool with a time limit; it and its children are ended when the limit is reached. */
public final class ExternalTool {
    /** Bytes of an answer that are read; tools print some KiB a device; judgement. */
    private static final int MOST_OUTPUT = 4 << 20;

    /** What cmd.exe tries behind a name, in its order; scripts of Visual Basic and the like are no programs on a PATH. */
    private static final List<String> COMMAND_ENDINGS = List.of(".com", ".exe", ".bat", ".cmd");

    private final Duration limit;
    private final Environment environment;

    /** Creates a runner with a time limit; the environment is used to find tools. */
    public ExternalTool(Duration limit, Environment environment) {
        this.limit = limit;
        this.environment = environment;
    }

    /** Returns the executable of this name on the path, if there is one. */
    public Optional<Path> find(String name) {
        return first(environment.isWindows() ? List.of(name + ".exe") : List.of(name));
    }

    /** Returns what a shell starts when this name is typed: on Windows also a script, in the order of its PATHEXT. */
    public Optional<Path> command(String name) {
        return first(
                environment.isWindows()
                        ? COMMAND_ENDINGS.stream().map(ending -> name + ending).toList()
                        : List.of(name));
    }

    private Optional<Path> first(List<String> names) {
        String path = environment
                .variable("PATH")
                .or(() -> environment.variable("Path"))
                .orElse("");
        for (String folder : path.split(java.io.File.pathSeparator, -1)) {
            if (folder.isEmpty()) {
                continue;
            }
            for (String name : names) {
                try {
                    Path file = Path.of(folder, name);
                    if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                        return Optional.of(file);
                    }
                } catch (InvalidPathException e) {
                    // a damaged entry of PATH hides nothing else
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the standard output of the command if it ends in time with code 0. */
    public Probe<String> run(List<String> command) {
        String name = command.getFirst();
        boolean isPath = name.contains("/") || name.contains("\\");
        Optional<Path> file = isPath ? Optional.of(Path.of(name)) : find(name);
        if (file.isEmpty() || !Files.isExecutable(file.get())) {
            return new Probe.Absent<>(name + " is not installed");
        }
        List<String> line = new java.util.ArrayList<>(command);
        line.set(0, file.get().toString());
        try {
            BoundedRun run = BoundedRun.of(
                    new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD), "", MOST_OUTPUT, limit);
            return run.exit() == 0
                    ? new Probe.Found<>(run.output(), name)
                    : new Probe.Failed<>(name + " ended with code " + run.exit());
        } catch (IOException e) {
            return new Probe.Failed<>(name + " cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Probe.Failed<>(name + " was interrupted");
        } catch (TimeoutException e) {
            return new Probe.Failed<>(name + " " + e.getMessage());
        }
    }
}
