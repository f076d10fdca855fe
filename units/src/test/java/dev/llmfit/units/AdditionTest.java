package dev.llmfit.units;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.units.Environment.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AdditionTest {
    @ParameterizedTest
    @EnumSource
    void isTheFileThatTheBuildDownloads(Addition addition) throws IOException {
        Path list = Path.of("../.mvn/checksums/checksums.sha256");
        assertTrue(
                Files.readAllLines(list).contains(addition.sha256() + "  " + addition.path()),
                addition + " has another hash or version than the build");
    }

    @ParameterizedTest
    @CsvSource({
        "embedded, Linux, amd64, EMBEDDED",
        "embedded, Mac OS X, aarch64, EMBEDDED",
        "deep, Linux, amd64, DEEP",
        "deep, Windows 11, amd64, DEEP_WINDOWS",
        "deep, Linux, aarch64,",
        "deep, Mac OS X, aarch64,",
        "nothing, Linux, amd64,",
    })
    void isNamedByWhatItIsFor(String name, String os, String arch, Addition expected) {
        Environment environment = on(os, arch, Path.of("/h"), "llmfit.jar");
        assertEquals(Optional.ofNullable(expected), Addition.named(name, environment));
    }

    @Test
    void joinsTheClassPathOnceItWasAdded(@TempDir Path home) throws IOException {
        Environment environment = on("Linux", "amd64", home, "llmfit.jar");
        assertEquals(Optional.empty(), Addition.EMBEDDED.classPath(environment));
        Path file = Addition.EMBEDDED.file(environment);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, "a jar");
        assertEquals(Optional.of("llmfit.jar" + File.pathSeparator + file), Addition.EMBEDDED.classPath(environment));
        String whole = String.join(File.pathSeparator, List.of("llmfit.jar", "lib/llama-4.2.0.jar"));
        assertEquals(Optional.of(whole), Addition.EMBEDDED.classPath(on("Linux", "amd64", home, whole)));
    }

    private static Environment on(String os, String arch, Path home, String classPath) {
        return new Environment(
                Map.of("HOME", home.toString()),
                home,
                "me",
                os,
                arch,
                home,
                new JavaProcess(Path.of("/java"), "25", classPath));
    }
}
