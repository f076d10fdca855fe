package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command that runs an engine ends although the engine does not, within the time that it is given. */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class HangingEngineTest {
    @TempDir
    private Path folder = Path.of("");

    private void program(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), """
                #!/bin/sh
                case "$*" in
                *--version*) echo "version: 11434 (fake)" >&2 ;;
                *--help*) echo "-fit, -lv, --load-mode on|off|auto -o, --output <csv|json|jsonl|md|sql>" ;;
                *) trap '' TERM; exec sleep 300 ;;
                esac
                """);
        assertTrue(file.toFile().setExecutable(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verify smollm2:135m --no-store",
                "verify smollm2:135m --no-store --json",
                "verify smollm2:135m --no-store --no-speed",
                "verify smollm2:135m --no-store --shrink",
                "bench smollm2:135m --no-store",
                "bench smollm2:135m --no-store -ub 128,256",
                "bench smollm2:135m --no-store --concurrency 2",
            })
    void theCommandEnds(String command) throws IOException {
        program("llama-server");
        program("llama-bench");
        CommandRun run = CommandRun.with(
                Map.of("LLMFIT_DATA_HOME", folder.resolve("data").toString()),
                (command + " --timeout 2 --engine " + folder).split(" ", -1));
        assertEquals(7, run.exit(), run.err());
        assertEquals(
                1, run.err().lines().filter(line -> line.startsWith("llmfit: ")).count(), run.err());
        assertTrue(run.err().contains("within 2 s"), run.err());
    }
}
