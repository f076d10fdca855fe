package dev.llmfit.cli.flags;

import dev.llmfit.answers.measure.EngineUse;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
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

    /**
     * Returns how the engine is used.
     *
     * @throws CommandException with exit 2 for a time that is none
     */
    public EngineUse use() {
        try {
            return new EngineUse(Optional.ofNullable(engine), Duration.ofSeconds(timeout), !noStore);
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", "'--timeout " + timeout + "' is not accepted: use 1 to 86400.", "");
        }
    }
}
