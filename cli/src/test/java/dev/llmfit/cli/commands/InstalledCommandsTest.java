package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.cli.CommandRun;
import dev.llmfit.units.Environment;
import dev.llmfit.units.Environment.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What concerns the program as it is installed: where it lies, what is added to it, and how it goes. */
class InstalledCommandsTest {
    @TempDir
    private Path home = Path.of("");

    private CommandRun run(String program, Map<String, String> variables, String... args) {
        Environment here = Environment.ofProcess();
        Environment environment = new Environment(
                variables,
                home,
                "me",
                "Linux",
                "amd64",
                home,
                new JavaProcess(here.java().home(), "25.0.3", program));
        return CommandRun.of(new Settings(environment, true, CommandRun.QUIET, CommandRun.TODAY), 100, args);
    }

    private CommandRun run(String... args) {
        return run("/opt/llmfit/lib/llmfit.jar", Map.of("HOME", home.toString()), args);
    }

    @ParameterizedTest
    @CsvSource({"--version -v", "-V --verbose", "version -v"})
    void theVersionTellsWhereEverythingLies(String line) {
        CommandRun run = run(line.split(" ", -1));
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().startsWith("llmfit development, models "), run.out());
        assertTrue(run.out().contains("  program  /opt/llmfit\n"), run.out());
        assertTrue(
                run.out().contains("  data     " + home.resolve(".local/share/llmfit") + " (not there yet)"),
                run.out());
        assertTrue(run.out().contains("  cache    " + home.resolve(".cache/llmfit")), run.out());
        assertTrue(run.out().contains("  config   " + home.resolve(".config/llmfit")), run.out());
    }

    @Test
    void uninstallListsAndRemovesOnlyWhenItIsTold() throws IOException {
        Path data = Files.createDirectories(home.resolve(".local/share/llmfit/knowledge"));
        Files.writeString(data.resolve("current"), "x".repeat(2048));
        Path cache = Files.createDirectories(home.resolve(".cache/llmfit"));
        Path other = Files.writeString(home.resolve(".cache/other"), "stays");
        CommandRun listed = run("uninstall");
        assertEquals(0, listed.exit(), listed.err());
        assertTrue(listed.out().contains(data.getParent() + ", 2.0 KiB"), listed.out());
        assertTrue(listed.out().contains(".config/llmfit is not there"), listed.out());
        assertTrue(listed.out().contains("Nothing was removed: llmfit uninstall --yes"), listed.out());
        assertTrue(Files.exists(data.resolve("current")));
        CommandRun removed = run("uninstall", "--yes");
        assertTrue(removed.out().contains("Removed."), removed.out());
        assertFalse(Files.exists(data.getParent()) || Files.exists(cache));
        assertTrue(Files.exists(other));
        assertTrue(run("uninstall", "--yes").out().contains("There was nothing to remove."));
    }

    @Test
    void aFolderThatTheUserChoseIsNotRemoved() throws IOException {
        Path mine = Files.createDirectories(home.resolve("mine"));
        Files.writeString(mine.resolve("thesis"), "mine");
        CommandRun run = run(
                "/opt/llmfit/lib/llmfit.jar",
                Map.of("HOME", home.toString(), "LLMFIT_DATA_HOME", mine.toString()),
                "uninstall",
                "--yes");
        assertTrue(run.out().contains(mine + " was chosen by you"), run.out());
        assertTrue(Files.exists(mine.resolve("thesis")));
    }

    @ParameterizedTest
    @CsvSource({
        "/usr/lib/llmfit-exact/lib/llmfit.jar, sudo apt purge llmfit-exact",
        "/v/share/llmfit-exact/lib/llmfit.jar, pip uninstall llmfit-exact",
        "/h/llmfit-1-linux-x64/lib/llmfit.jar, remove the folder /h/llmfit-1-linux-x64",
        "/h/checkout/.llmfit/lib/llmfit.jar, remove the folder /h/checkout",
    })
    void howTheProgramGoesDependsOnHowItCame(String jar, String words) {
        CommandRun run = run(jar, Map.of("HOME", home.toString()), "uninstall");
        assertTrue(run.out().contains("The program itself: " + words), run.out());
    }

    @Test
    void aLibraryIsTakenByItsChecksumAlone() throws IOException {
        Path other = Files.writeString(home.resolve("llama-4.2.0.jar"), "another file");
        CommandRun run = run("add", "embedded", "--from", other.toString());
        assertEquals(2, run.exit());
        assertTrue(run.err().contains("its SHA-256 is not that of de/kherud/llama"), run.err());
        assertFalse(Files.exists(home.resolve(".local/share/llmfit/added")));
    }

    @Test
    void theRealLibraryIsAddedFromAFileAndFoundThen() throws IOException {
        Path jar = Arrays.stream(Environment.ofProcess().java().classPath().split(File.pathSeparator, -1))
                .filter(path -> path.endsWith("llama-4.2.0.jar"))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
        CommandRun run = run("add", "embedded", "--from", jar.toString());
        assertEquals(0, run.exit(), run.err());
        Path added = home.resolve(".local/share/llmfit/added/llama-4.2.0.jar");
        assertTrue(run.out().contains("Added embedded: " + added), run.out());
        assertEquals(-1, Files.mismatch(jar, added));
        assertTrue(run("add", "embedded").out().contains("has embedded already"));
    }

    @ParameterizedTest
    @CsvSource({
        "add embeded, did you mean embedded?",
        "add everything, libraries are embedded and deep",
        "add embedded --from /nowhere/at/all, is no file",
        "add deep, offline",
    })
    void whatCannotBeAddedIsSaid(String line, String words) {
        CommandRun run = run(
                "/opt/llmfit/lib/llmfit.jar",
                Map.of("HOME", home.toString(), "LLMFIT_LIBRARIES_URL", "http://127.0.0.1:9"),
                line.split(" ", -1));
        assertTrue(run.exit() != 0 && run.err().contains(words), run.err());
    }

    @Test
    void aPackageWithoutTheEngineSaysHowToGetIt() {
        CommandRun run = run("bench", "smollm2:135m", "--engine", "embedded");
        assertTrue(run.exit() != 0 && run.err().contains("llmfit add embedded"), run.err());
    }
}
