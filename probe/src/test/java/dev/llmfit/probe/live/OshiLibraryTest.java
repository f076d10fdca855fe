package dev.llmfit.probe.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Probe;
import dev.llmfit.probe.source.Source;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OSHI's JNA unpacks its library: into what uninstall removes, and into nothing else of the user's home. */
class OshiLibraryTest {
    private static final String PLACE = "jna.tmpdir";

    @TempDir
    private Path home = Path.of("");

    private static Probe<String> read(Path at) {
        Environment environment = Environment.ofProcess()
                .withVariables(Map.of("HOME", at.toString()))
                .withHome(at);
        return new LiveSource(environment).library(Source.Library.OSHI);
    }

    @Test
    void itsLibraryGoesIntoTheFolderOfCaches() {
        assertInstanceOf(Probe.Found.class, read(home));
        assertEquals(home.resolve(".cache/llmfit/natives").toString(), System.getProperty(PLACE));
        assertFalse(Files.exists(home.resolve(".cache/JNA")));
    }

    @Test
    void whereNoFolderCanBeMadeItGoesToTheTemporaryFiles() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "no folder");
        assertInstanceOf(Probe.Found.class, read(file));
        assertEquals(Environment.ofProcess().temporary().toString(), System.getProperty(PLACE));
        assertTrue(Files.isRegularFile(file));
    }
}
