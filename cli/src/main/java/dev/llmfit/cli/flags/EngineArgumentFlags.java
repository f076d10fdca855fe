package dev.llmfit.cli.flags;

import dev.llmfit.answers.engines.EngineSizeDocument;
import dev.llmfit.answers.size.TurnWish;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.sizing.engines.LaunchArgument;
import dev.llmfit.sizing.engines.LaunchArguments;
import dev.llmfit.sizing.engines.SizedEngine;
import dev.llmfit.sizing.plan.SizedEngines;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** The arguments of engines that are not llama.cpp. */
public final class EngineArgumentFlags {
    private static final String PROMPT = "prompt_tokens";
    private static final String GENERATED = "generated_tokens";

    /** Arguments that have another flag than their name. */
    private static final Map<String, String> NAMED = Map.of(GENERATED, "--answer-tokens");

    /** Flags of engines that launches of llama.cpp have too. */
    private static final Set<String> SHARED = Set.of("--engine-build", "--prompt-tokens", "--answer-tokens");

    @Mixin
    private final VllmFlags vllm = new VllmFlags();

    @Mixin
    private final MlxFlags mlx = new MlxFlags();

    /**
     * Refuses arguments of engines that the launch is not for, and other options that do nothing for it.
     *
     * @param asked the engine; empty for llama.cpp
     * @param others options that go with every engine
     */
    public void check(CommandSpec command, Optional<SizedEngine> asked, String... others) {
        for (SizedEngine engine : SizedEngines.all()) {
            if (!asked.filter(engine::equals).isPresent()) {
                Applicable.not(
                        command,
                        "--engine " + engine.id(),
                        names(engine).filter(name -> !SHARED.contains(name)).toArray(String[]::new));
            }
        }
        if (asked.isEmpty()) {
            return;
        }
        Applicable.only(
                command,
                "--engine " + asked.get().id(),
                Stream.concat(Stream.of(others), names(asked.get())).toArray(String[]::new));
    }

    private static Stream<String> names(SizedEngine engine) {
        return engine.arguments().stream().flatMap(EngineArgumentFlags::names);
    }

    /** The members of a group that has no flag of its own have theirs. */
    private static Stream<String> names(LaunchArgument argument) {
        String name = argument.name().replace('_', '-');
        Stream<String> own = Stream.of(NAMED.getOrDefault(argument.name(), "--" + name), "--no-" + name);
        return argument.name().equals(MlxFlags.QUANTIZATION) && argument.kind() == LaunchArgument.Kind.GROUP
                ? argument.members().stream().flatMap(EngineArgumentFlags::names)
                : own;
    }

    /**
     * Returns the arguments of the launch.
     *
     * @param build {@code --engine-build}
     * @param turn tokens of prompt and answer
     */
    public LaunchArguments launch(SizedEngine asked, @Nullable String build, TurnWish turn) {
        JsonObject.Builder launch = JsonObject.builder();
        vllm.addTo(launch);
        mlx.addTo(launch);
        turn.prompt().ifPresent(tokens -> launch.put(PROMPT, tokens));
        turn.answer().ifPresent(tokens -> launch.put(GENERATED, tokens));
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
