package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.SchemaCheck;
import dev.llmfit.fixtures.FakeLlamaCpp;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench --calibrate} with programs that answer as llama.cpp's do. */
class BenchCalibrateTest {
    @TempDir
    private Path folder;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void calibratesWithSmallPhantoms() throws IOException {
        CommandRun json = CommandRun.with(
                variables(new FakeLlamaCpp(Integer.MAX_VALUE, 1024, 100, 10, 1)), "bench", "--calibrate", "--json");
        assertEquals(0, json.exit(), json::err);
        SchemaCheck.conforms("calibration", json.out());
        JsonValue document = Json.parse(json.out());
        int measured = document.get("measurements").orElseThrow().items().size();
        assertTrue(measured > 0);
        assertEquals(List.of(), document.get("failures").orElseThrow().items());
        int stored = Math.toIntExact(document.integer("stored").orElseThrow());
        assertEquals(
                measured,
                stored + document.get("not_kept").orElseThrow().items().size());
        assertEquals(
                stored,
                Files.readAllLines(folder.resolve("data").resolve("measurements.jsonl"))
                        .size());
    }

    /** What a calibration of a busy machine says would stand in every later answer; only who insists gets it. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void refusesToCalibrateABusyMachine() {
        Map<String, String> variables = variables(FakeLlamaCpp.rich());
        CommandRun refused = CommandRun.busy(variables, "bench", "--calibrate");
        assertEquals(7, refused.exit(), refused::out);
        assertTrue(
                refused.err()
                                .startsWith(
                                        "llmfit: Nothing was measured: the machine was busy (load 5.0 on 2 processors)")
                        && refused.err().contains("or insist with --force"),
                refused::err);
        CommandRun insisted = CommandRun.busy(variables, "bench", "--calibrate", "--force", "--json");
        assertEquals(0, insisted.exit(), insisted::err);
        assertTrue(Json.parse(insisted.out()).truth("insisted"), insisted::out);
        assertTrue(Json.parse(insisted.out()).integer("stored").orElseThrow() > 0, insisted::out);
        CommandRun size = CommandRun.busy(variables, "size", "llama3.2:1b", "-c", "2048");
        assertTrue(size.out().contains("basis: calibrated"), size::out);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void saysWhatCannotBeCalibrated() {
        Path poor = FakeLlamaCpp.poor().install(folder.resolve("poor"));
        CommandRun run = CommandRun.of("bench", "--calibrate", "--no-store", "--engine", poor.toString());
        assertEquals(7, run.exit());
        assertTrue(
                run.err()
                        .contains(
                                "Nothing could be calibrated: qwen3:0.6b:Q4_K_M: llama-bench could not get its memory"),
                run::err);
        assertTrue(run.err().contains("(try it with one model: llmfit bench qwen3:0.6b --debug)"), run::err);
        CommandRun embedded = CommandRun.of("bench", "--calibrate", "--engine", "embedded");
        assertEquals(7, embedded.exit());
        assertTrue(
                embedded.err().contains("(install llama.cpp, or name its folder with --engine or LLMFIT_LLAMA_CPP)"),
                embedded::err);
    }

    private Map<String, String> variables(FakeLlamaCpp engine) {
        return Map.of(
                "LLMFIT_DATA_HOME",
                folder.resolve("data").toString(),
                "LLMFIT_CACHE",
                folder.resolve("cache").toString(),
                "LLMFIT_LLAMA_CPP",
                engine.install(folder.resolve("bin")).toString());
    }
}
