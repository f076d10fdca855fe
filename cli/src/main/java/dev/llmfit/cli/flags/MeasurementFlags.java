package dev.llmfit.cli.flags;

import dev.llmfit.answers.measure.EngineUse;
import dev.llmfit.answers.measure.WantedLaunch;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.engine.Launch;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
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

    @Option(names = "--force", description = "Run it although it is predicted not to fit.")
    private boolean force;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "CPU threads (the engine's default).")
    private @Nullable Integer threads;

    /** Returns what runs it, as it was named. */
    public Optional<String> engine() {
        return Optional.ofNullable(engine);
    }

    /**
     * Returns the threads; empty for the engine's default.
     *
     * @throws CommandException with exit 2 for less than one
     */
    public OptionalInt threads() {
        if (threads != null && threads < 1) {
            throw LaunchValues.usage("-t " + threads, "use a number of threads from 1");
        }
        return threads == null ? OptionalInt.empty() : OptionalInt.of(threads);
    }

    /** Returns whether a launch is run that is predicted not to fit. */
    public boolean force() {
        return force;
    }

    /**
     * Returns the launch that flags describe.
     *
     * @throws CommandException with exit 2 for a value that llama.cpp would not accept
     */
    public WantedLaunch launch(LaunchFlags flags) {
        boolean projector = flags.mmproj().isPresent();
        if (projector || !flags.adapters().isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "'" + (projector ? "--mmproj" : "--lora") + "' is not accepted: the model is run alone.",
                    "leave it out; llmfit size counts it");
        }
        Launch launch = new Launch(flags.options(), threads(), flags.rpcServers());
        return new WantedLaunch(launch, flags.nCtx().isPresent(), force);
    }

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
