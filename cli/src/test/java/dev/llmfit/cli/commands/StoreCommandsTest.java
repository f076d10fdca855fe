package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.fixtures.FakeLlamaCpp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Commands whose store is in the way, damaged or not writable: nothing that was measured or exported before is lost. */
@DisabledOnOs(OS.WINDOWS)
class StoreCommandsTest {
    @TempDir
    private Path folder = Path.of("");

    private CommandRun with(Path data, String... command) {
        return CommandRun.with(Map.of("LLMFIT_DATA_HOME", data.toString()), command);
    }

    private Path occupied() throws IOException {
        return Files.writeString(folder.resolve("occupied"), "x");
    }

    private static long warnings(CommandRun run) {
        return run.err().lines().filter(line -> line.startsWith("llmfit: ")).count();
    }

    @Test
    void whatIsMeasuredIsShownWhereNothingCanBeStored() throws IOException {
        Path engine = FakeLlamaCpp.rich().install(folder.resolve("engine"));
        CommandRun run = with(
                occupied(), "bench", "smollm2:135m", "-p", "16", "-n", "4", "-r", "1", "--engine", engine.toString());
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().contains("pp16"), run.out());
        assertEquals(1, warnings(run), run.err());
        assertTrue(
                run.err().contains("(a file is where a folder must be); results are shown, and not kept."), run.err());
        CommandRun verified =
                with(occupied(), "verify", "smollm2:135m", "-c", "512", "--no-speed", "--engine", engine.toString());
        assertTrue(verified.exit() == 0 || verified.exit() == 6, verified.err());
        assertEquals(1, warnings(verified), verified.err());
        assertFalse(verified.out().isBlank());
    }

    /** Returns a file with a measurement, made by the command itself. */
    private Path shared() throws IOException {
        Path engine = FakeLlamaCpp.rich().install(folder.resolve("engine"));
        Path shared = folder.resolve("shared.jsonl");
        CommandRun run = with(
                folder.resolve("none"),
                "bench",
                "smollm2:135m",
                "-p",
                "16",
                "-n",
                "4",
                "--no-store",
                "--engine",
                engine.toString(),
                "--share",
                shared.toString());
        assertEquals(0, run.exit(), run.err());
        return shared;
    }

    @Test
    void anImportThatCannotBeStoredAndAnExportThatCannotBeWrittenAreSentences() throws IOException {
        String shared = shared().toString();
        CommandRun refused = with(occupied(), "bench", "--import", shared);
        assertEquals(2, refused.exit(), refused.out());
        assertTrue(refused.err().contains("cannot be written: a file is where a folder must be"), refused.err());
        Path data = folder.resolve("data");
        assertEquals(0, with(data, "bench", "--import", shared).exit());
        assertTrue(
                with(data, "bench", "--import", shared).out().startsWith("0 measurements added"),
                "it is there already");
        assumeTrue(Files.exists(Path.of("/dev/full")), "only Linux has /dev/full");
        CommandRun full = with(data, "bench", "--export", "/dev/full");
        assertEquals(2, full.exit(), full.out());
        assertTrue(full.err().contains("/dev/full cannot be written: "), full.err());
        assertFalse(Files.isRegularFile(Path.of("/dev/full")));
    }

    @Test
    void anExportOfNothingReadableLeavesAnEarlierOne() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("measurements.jsonl"), "{half\n");
        Path earlier = Files.writeString(folder.resolve("earlier.jsonl"), "precious\n");
        CommandRun run = with(data, "bench", "--export", earlier.toString());
        assertEquals(2, run.exit(), run.out());
        assertTrue(run.err().contains("1 of 1 stored results cannot be read"), run.err());
        assertEquals("precious\n", Files.readString(earlier));
    }

    @Test
    void everyCommandThatReadsTheStoreTellsOfItsDamage() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path file = Files.writeString(
                data.resolve("measurements.jsonl"), "{half\n{\"schema\":\"llmfit/measurement/99\"}\n");
        String sentence = "llmfit: 2 of 2 stored results cannot be read (" + file + ").\n";
        for (String command : List.of(
                "recommend --model llama3.2:1b --hardware rtx4090-24g-64g",
                "recommend --model llama3.2:1b --hardware rtx4090-24g-64g --json",
                "plan llama3.2:1b --hardware rtx4090-24g-64g",
                "size llama3.2:1b -ngl 99 -c 2048 --hardware rtx4090-24g-64g",
                "quants llama3.2:1b --hardware rtx4090-24g-64g",
                "bench --list",
                "bench --export " + folder.resolve("out.jsonl"),
                "doctor")) {
            CommandRun run = with(data, command.split(" ", -1));
            assertTrue(run.err().contains(sentence), command + ": " + run.err());
            assertEquals(1, warnings(run), command + ": " + run.err());
        }
        assertEquals(2, Files.readAllLines(file).size());
    }
}
