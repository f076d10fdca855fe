package dev.llmfit.cli.flags;

import dev.llmfit.answers.engines.EngineSizeDocument;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.sizing.engines.LaunchArguments;
import dev.llmfit.sizing.engines.SizedEngine;
import dev.llmfit.sizing.plan.SizedEngines;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Which engine runs a launch, and the arguments of those that are not llama.cpp. */
public final class EngineFlags {
    /** Arguments of other engines that llama.cpp's launches have too. */
    private static final Set<String> SHARED = Set.of("--engine-build", "--prompt-tokens");

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = "Engine whose launch is sized: llama.cpp (the default) or vllm, with its own arguments.")
    private @Nullable String engine;

    @Mixin
    private final VllmFlags vllm = new VllmFlags();

    /** Returns the engine that is asked for; empty for llama.cpp. */
    public Optional<SizedEngine> engine() {
        return Optional.ofNullable(engine)
                .filter(name -> !name.equals(SizedEngines.LLAMA_CPP))
                .map(EngineSizeDocument::engine);
    }

    /**
     * Refuses arguments of engines that the launch is not for, and other options that do nothing for it.
     *
     * @param others options that go with every engine
     */
    public void check(CommandSpec command, String... others) {
        Optional<SizedEngine> asked = engine();
        if (asked.isEmpty()) {
            for (SizedEngine other : SizedEngines.all()) {
                Applicable.not(
                        command,
                        "--engine " + other.id(),
                        names(other).filter(name -> !SHARED.contains(name)).toArray(String[]::new));
            }
            return;
        }
        Applicable.only(
                command,
                "--engine " + asked.get().id(),
                Stream.concat(Stream.of(others), names(asked.get())).toArray(String[]::new));
    }

    private static Stream<String> names(SizedEngine engine) {
        return engine.arguments().stream().flatMap(a -> {
            String name = a.name().replace('_', '-');
            return Stream.of("--" + name, "--no-" + name);
        });
    }

    /**
     * Returns the arguments of the launch.
     *
     * @param build {@code --engine-build}
     */
    public LaunchArguments launch(SizedEngine asked, @Nullable String build) {
        JsonObject.Builder launch = JsonObject.builder();
        vllm.addTo(launch);
        add(launch, "engine_build", build);
        return EngineSizeDocument.launch(asked, launch.build());
    }

    static void add(JsonObject.Builder launch, String name, @Nullable Object value) {
        if (value != null) {
            launch.put(name, JsonValue.of(value));
        }
    }

    static void addJson(JsonObject.Builder launch, String name, @Nullable String text) {
        if (text == null) {
            return;
        }
        try {
            launch.put(name, Json.parse(text));
        } catch (JsonException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "'--" + name.replace('_', '-') + "' is no JSON: " + e.getMessage() + ".",
                    "quote it for the shell");
        }
    }
}
