package dev.llmfit.cli.proof;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.engine.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that runs an engine. */
public final class MeasurementFlags {
    @Option(
            names = {"--engine", "--server"},
            paramLabel = "ENGINE",
            description = "A folder of llama.cpp's programs, 'embedded', 'ollama', 'lmstudio', or a server's address.")
    private @Nullable String engine;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "The engine is ended after this time (600).")
    private int timeout = 600;

    @Option(names = "--no-store", description = "Do not keep the result.")
    private boolean noStore;

    /** Returns the engine that is named, or the best one for files. */
    Engine engine() {
        return Session.bench().engineFinder().forFile(named());
    }

    /** Returns what {@code --engine} names. */
    Optional<String> named() {
        return Optional.ofNullable(engine);
    }

    /** Returns the time limit. */
    Duration limit() {
        if (timeout < 1 || timeout > 86_400) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", "'--timeout " + timeout + "' is not accepted: use 1 to 86400.", "");
        }
        return Duration.ofSeconds(timeout);
    }

    /** Returns whether the result is kept. */
    boolean store() {
        return !noStore;
    }

    /** Returns where phantoms are written. */
    static Path temporaryFolder() {
        return Path.of(Session.bench().environment().temporary().toString());
    }
}
