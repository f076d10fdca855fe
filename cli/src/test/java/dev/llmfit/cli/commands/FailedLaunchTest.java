package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.fixtures.FakeLlamaCpp;
import dev.llmfit.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Commands with an engine that never gets its memory. */
@DisabledOnOs(OS.WINDOWS)
class FailedLaunchTest {
    @TempDir
    private Path folder;

    @Test
    void eachTryIsRecommendedBelowTheOneThatFailed() throws IOException {
        CommandRun run =
                run("recommend", "-m", "smollm2:135m", "--quant", "Q4_K_M", "--verify", "--emit", "llama-server");
        assertTrue(run.err().contains("could not get its memory"), run::err);
        List<Long> needed = lessons().stream()
                .map(line -> Json.parse(line).integer("needed_bytes").orElseThrow())
                .toList();
        assertEquals(4, needed.size());
        for (int i = 1; i < needed.size(); i++) {
            assertTrue(needed.get(i) <= needed.get(i - 1) * 15 / 16, () -> "not below the last one: " + needed);
        }
    }

    @Test
    void verifyRemembersUnlessToldOtherwise() throws IOException {
        run("verify", "smollm2:135m:Q4_K_M", "-c", "2048", "-ngl", "0", "--no-store");
        assertTrue(Files.notExists(folder.resolve("data").resolve("lessons.jsonl")));
        run("verify", "smollm2:135m:Q4_K_M", "-c", "2048", "-ngl", "0");
        assertEquals(1, lessons().size());
    }

    private List<String> lessons() throws IOException {
        return Files.readAllLines(folder.resolve("data").resolve("lessons.jsonl"));
    }

    private CommandRun run(String... command) {
        Path programs = FakeLlamaCpp.poor().install(folder.resolve("bin"));
        CommandRun run = CommandRun.with(
                Map.of("LLMFIT_DATA_HOME", folder.resolve("data").toString(), "LLMFIT_LLAMA_CPP", programs.toString()),
                command);
        assertEquals(7, run.exit(), run::err);
        return run;
    }
}
