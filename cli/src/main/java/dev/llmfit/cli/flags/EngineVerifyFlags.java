package dev.llmfit.cli.flags;

import dev.llmfit.answers.engines.EngineVerifyDocument;
import dev.llmfit.answers.engines.EngineVerifyQuestion;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.engine.log.LogText;
import dev.llmfit.json.JsonObject;
import dev.llmfit.sizing.engines.SizedEngine;
import dev.llmfit.sizing.plan.SizedEngines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What holds a launch of another engine than llama.cpp against its prediction. */
public final class EngineVerifyFlags {
    /** Options that go with the launch of any engine. */
    private static final String[] OF_EVERY_ENGINE = {
        "--engine", "--engine-build", "--model", "REF|FILE", "--hardware", "--vram", "--ram", "--gpus", "--timeout"
    };

    @Option(
            names = "--engine-build",
            paramLabel = "BUILD",
            description = "Release of vLLM to model, where its log does not tell: 0.24.0 (the newest known).")
    private @Nullable String build;

    @Mixin
    private final EngineArgumentFlags arguments = new EngineArgumentFlags();

    @Mixin
    private final TurnFlags turn = new TurnFlags();

    @Mixin
    private final HardwareFlags hardware = new HardwareFlags();

    /**
     * Returns the engine that is asked for, if it is not llama.cpp, and refuses what does nothing for it.
     *
     * @param name as it was given
     */
    public Optional<SizedEngine> engine(CommandSpec command, Optional<String> name) {
        Optional<SizedEngine> asked = name.flatMap(SizedEngines::byId);
        arguments.check(command, asked, OF_EVERY_ENGINE);
        if (asked.isEmpty()) {
            Applicable.not(
                    command,
                    "--engine vllm",
                    "--engine-build",
                    "--hardware",
                    "--vram",
                    "--ram",
                    "--gpus",
                    "--bandwidth",
                    "--ram-bandwidth",
                    "--cpu",
                    "--os",
                    "--link",
                    "--power",
                    "--prompt-tokens",
                    "--answer-tokens");
        }
        return asked;
    }

    /**
     * Returns the question.
     *
     * @param source a log, a server's address, or a checkpoint's config.json or its folder
     */
    public EngineVerifyQuestion question(
            SizedEngine engine, Optional<String> source, Optional<String> model, MeasurementFlags run)
            throws IOException {
        String told = source.orElseThrow(() -> usage(
                "Name what the engine says: a log or a server of vLLM, or the config.json of a checkpoint for mlx.",
                "for example: llmfit verify --engine vllm run.log -m qwen3:8b"));
        JsonObject launch = arguments.launch(engine, build, turn.turn()).values();
        return new EngineVerifyQuestion(
                engine.id(),
                heard(told, run),
                model,
                launch,
                hardware.isThisMachine() ? Optional.empty() : Optional.of(hardware.selector()));
    }

    private static EngineVerifyQuestion.Heard heard(String told, MeasurementFlags run) throws IOException {
        if (told.startsWith("http://") || told.matches("[\\w.-]{1,255}:[0-9]{1,5}")) {
            return new EngineVerifyQuestion.Heard(
                    Optional.of(told), List.of(), Optional.empty(), run.use().limit());
        }
        List<String> lines = told.equals("-") ? LogText.read(System.in) : LogText.read(file(told));
        boolean config = !lines.isEmpty() && lines.getFirst().startsWith("{");
        return config
                ? new EngineVerifyQuestion.Heard(
                        Optional.empty(),
                        List.of(),
                        Optional.of(EngineVerifyDocument.config(String.join("\n", lines))),
                        run.use().limit())
                : new EngineVerifyQuestion.Heard(
                        Optional.empty(), lines, Optional.empty(), run.use().limit());
    }

    private static Path file(String told) {
        try {
            Path named = Path.of(told);
            Path file = Files.isDirectory(named) ? named.resolve("config.json") : named;
            if (Files.isReadable(file) && !Files.isDirectory(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            throw usage("'" + told + "' is neither a file nor an address.", "a server's is http://127.0.0.1:8000");
        }
        throw usage("There is no file '" + told + "'.", "a server's address is http://127.0.0.1:8000");
    }

    private static CommandException usage(String message, String hint) {
        return new CommandException(ExitCode.USAGE, "usage", message, hint);
    }
}
