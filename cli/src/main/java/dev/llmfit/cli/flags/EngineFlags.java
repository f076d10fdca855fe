package dev.llmfit.cli.flags;

import dev.llmfit.answers.engines.EngineSizeDocument;
import dev.llmfit.answers.size.TurnWish;
import dev.llmfit.sizing.engines.LaunchArguments;
import dev.llmfit.sizing.engines.SizedEngine;
import dev.llmfit.sizing.plan.SizedEngines;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Which engine runs a launch, and the arguments of those that are not llama.cpp. */
public final class EngineFlags {
    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = "Engine whose launch is sized: llama.cpp (the default), vllm or mlx, with its own arguments.")
    private @Nullable String engine;

    @Mixin
    private final EngineArgumentFlags arguments = new EngineArgumentFlags();

    /** Returns the engine that is asked for; empty for llama.cpp. */
    public Optional<SizedEngine> engine() {
        return Optional.ofNullable(engine).filter(SizedEngines::isOther).map(EngineSizeDocument::engine);
    }

    /** Refuses what does nothing for the engine, as {@link EngineArgumentFlags#check}. */
    public void check(CommandSpec command, String... others) {
        arguments.check(command, engine(), others);
    }

    /** Returns the arguments of the launch, as {@link EngineArgumentFlags#launch}. */
    public LaunchArguments launch(SizedEngine asked, @Nullable String build, TurnWish turn) {
        return arguments.launch(asked, build, turn);
    }
}
