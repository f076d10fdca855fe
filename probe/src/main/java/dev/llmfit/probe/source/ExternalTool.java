package dev.llmfit.probe.source;

import dev.llmfit.probe.Probe;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
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
            return wait(
                    new ProcessBuilder(line).redirectErrorStream(false).redirectError(ProcessBuilder.Redirect.DISCARD),
                    name);
        } catch (IOException e) {
            return new Probe.Failed<>(name + " cannot be started: " + e.getMessage());
        }
    }

    private Probe<String> wait(ProcessBuilder builder, String name) throws IOException {
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            CompletableFuture<String> output = CompletableFuture.supplyAsync(
                    () -> read(process), Thread.ofPlatform().daemon()::start);
            long deadline = System.nanoTime() + limit.toNanos();
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                return new Probe.Failed<>(name + " did not answer within " + limit.toMillis() + " ms");
            }
            String text = output.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            return process.exitValue() == 0
                    ? new Probe.Found<>(text, name)
                    : new Probe.Failed<>(name + " ended with code " + process.exitValue());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Probe.Failed<>(name + " was interrupted");
        } catch (ExecutionException | TimeoutException e) {
            return new Probe.Failed<>(name + " left its output open");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Windows tools may write a code page that is not UTF-8: undecodable bytes become replacement characters. */
    private static String read(Process process) {
        try (InputStream in = process.getInputStream()) {
            return new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // the process was ended while it wrote
        }
    }
}
