package dev.llmfit.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class RunNoteTest {
    private static final String DEAD = "run 2147483646 1";

    @TempDir
    private Path folder = Path.of("");

    private static long started(Process process) {
        return process.toHandle()
                .info()
                .startInstant()
                .map(Instant::toEpochMilli)
                .orElseThrow();
    }

    private Path note(String... lines) throws IOException {
        return Files.write(folder.resolve("1.run"), List.of(lines));
    }

    @Test
    void onlyTheProgramThatWasNotedIsEnded() throws Exception {
        Process same = new ProcessBuilder("sleep", "600").start();
        Process other = new ProcessBuilder("sleep", "600").start();
        try {
            Path note = note(
                    DEAD,
                    "program " + same.pid() + " " + started(same),
                    "program " + other.pid() + " " + (started(other) - 3_600_000)); // its pid was given again
            RunNote.clean(folder);
            assertTrue(same.waitFor(10, TimeUnit.SECONDS));
            assertTrue(other.isAlive());
            assertFalse(Files.exists(note));
        } finally {
            same.destroyForcibly();
            other.destroyForcibly();
        }
    }

    /** Killed between the start of a program and its line, and a program in a session of its own. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aProgramThatIsNotNotedIsKnownByItsMark() throws Exception {
        ProcessBuilder marked = new ProcessBuilder("sleep", "600");
        marked.environment().put("LLMFIT_RUN", "2147483646-1");
        ProcessBuilder another = new ProcessBuilder("sleep", "600");
        another.environment().put("LLMFIT_RUN", "2147483646-12");
        Process ours = marked.start();
        Process theirs = another.start();
        try {
            Path note = note(DEAD, "start 0");
            RunNote.clean(folder);
            assertTrue(ours.waitFor(10, TimeUnit.SECONDS));
            assertTrue(theirs.isAlive());
            assertFalse(Files.exists(note));
        } finally {
            ours.destroyForcibly();
            theirs.destroyForcibly();
        }
    }

    @Test
    void draftsOfDeadRunsAreRemoved() throws IOException {
        Path dead = Files.writeString(folder.resolve("2147483646.run.new"), "run 21474");
        Path alive = Files.writeString(folder.resolve(ProcessHandle.current().pid() + ".run.new"), "run");
        RunNote.clean(folder);
        assertFalse(Files.exists(dead));
        assertTrue(Files.exists(alive));
    }

    @Test
    void aRunThatLivesKeepsWhatItHas() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        Path phantom = Files.createDirectory(folder.resolve("llmfit-phantom1"));
        Path note = note(
                "run " + self.pid() + " "
                        + self.info().startInstant().orElseThrow().toEpochMilli(),
                "folder " + phantom);
        RunNote.clean(folder);
        assertTrue(Files.exists(note) && Files.exists(phantom));
    }

    @Test
    void onlyFoldersOfThisProgramAreRemovedAndNoFoldersInThem() throws IOException {
        Path phantom = Files.createDirectory(folder.resolve("llmfit-phantom1"));
        Files.writeString(phantom.resolve("phantom.gguf"), "x");
        Path foreign = Files.createDirectory(folder.resolve("documents"));
        Files.writeString(foreign.resolve("a"), "x");
        Path full = Files.createDirectory(folder.resolve("llmfit-phantom2"));
        Files.writeString(Files.createDirectory(full.resolve("below")).resolve("a"), "x");
        Path link = Files.createSymbolicLink(folder.resolve("llmfit-phantom3"), foreign);
        Path note = note(DEAD, "folder " + phantom, "folder " + foreign, "folder " + full, "folder " + link);
        RunNote.clean(folder);
        assertFalse(Files.exists(phantom));
        assertTrue(Files.exists(foreign.resolve("a")));
        assertTrue(Files.exists(full.resolve("below").resolve("a")));
        assertFalse(Files.exists(note));
    }

    @Test
    void aNoteThatIsCutOffIsRemoved() throws IOException {
        for (String[] lines : new String[][] {{}, {"run"}, {DEAD, "program", "program x y", "folder "}, {"\u0001"}}) {
            Path note = note(lines);
            RunNote.clean(folder);
            assertFalse(Files.exists(note));
        }
        assertEquals(0, folder.toFile().list().length);
    }
}
