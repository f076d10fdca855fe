package dev.llmfit.probe.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.units.Environment;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandNameTest {
    private static final String OTHER = "#!/bin/sh\necho llmfit 1.1.17\n";

    @TempDir
    private Path folder = Path.of("");

    private Path first = Path.of("");
    private Path second = Path.of("");

    @BeforeEach
    void folders() throws IOException {
        first = Files.createDirectory(folder.resolve("first"));
        second = Files.createDirectory(folder.resolve("second"));
    }

    private static Path put(Path place, String name, String text) throws IOException {
        Path file = Files.writeString(place.resolve(name), text);
        assertTrue(file.toFile().setExecutable(true));
        return file;
    }

    private Optional<SetupFinding> taken(String osName) {
        String path = first + File.pathSeparator + second;
        return CommandName.taken(
                Environment.ofProcess().withVariables(Map.of("PATH", path)).withOsName(osName));
    }

    private Optional<SetupFinding> taken() {
        return taken("Linux");
    }

    @Test
    void nobodyHasIt() {
        assertEquals(Optional.empty(), taken());
    }

    @Test
    void anotherProgramThatComesFirstIsNamedWithItsVersion() throws IOException {
        Path other = put(first, "llmfit", OTHER);
        put(second, "llmfit", "#!/bin/sh\n# Starts llmfit. Made from the sources.\n");
        SetupFinding finding = taken().orElseThrow();
        assertEquals(SetupFinding.Severity.WARNING, finding.severity());
        assertEquals(
                "The command llmfit on PATH is another program: " + other + ", which says \"llmfit 1.1.17\".",
                finding.text());
        assertTrue(
                finding.fix().toString().contains("or link it there as llmfit-exact"),
                finding.fix().toString());
    }

    @Test
    void theSecondNameIsTheWayOutWhereItIsInstalled() throws IOException {
        put(first, "llmfit", OTHER);
        put(second, "llmfit-exact", "#!/bin/sh\n# Starts llmfit.\n");
        String fix = taken().orElseThrow().fix().toString();
        assertTrue(fix.contains("call this one llmfit-exact"), fix);
    }

    @Test
    void anotherProgramThatComesLaterIsNobodysTrouble() throws IOException {
        put(first, "llmfit", "#!/bin/sh\n# Starts llmfit. Made from the sources.\n");
        put(second, "llmfit", OTHER);
        assertEquals(Optional.empty(), taken());
    }

    @ParameterizedTest
    @ValueSource(strings = {"llmfit", "dist/launcher/llmfit.cmd"})
    void theLaunchersOfTheSourcesAreKnownByTheirMark(String launcher) throws IOException {
        Path sources = Path.of("..").toAbsolutePath().normalize(); // tests run in the folder of their module
        put(first, "llmfit", Files.readString(sources.resolve(launcher)));
        assertEquals(Optional.empty(), taken());
    }

    @Test
    void aWrapperIsAskedWhatItStarts() throws IOException {
        put(first, "llmfit", "#!/bin/sh\necho llmfit 0.1.0, models b11434, knows models and hardware of 2026-11-30\n");
        assertEquals(Optional.empty(), taken());
    }

    @ParameterizedTest
    @ValueSource(strings = {"#!/bin/sh\nexit 3\n", "#!/bin/sh\n", "#!/nowhere/at/all\n"})
    void oneThatSaysNothingIsNamedWithoutAVersion(String script) throws IOException {
        Path other = put(first, "llmfit", script);
        assertEquals(
                "The command llmfit on PATH is another program: " + other + ".",
                taken().orElseThrow().text());
    }

    @ParameterizedTest
    @CsvSource({"llmfit.exe, true", "llmfit.bat, true", "llmfit, false"})
    void windowsTriesItsEndings(String name, boolean found) throws IOException {
        put(first, name, OTHER);
        put(second, "llmfit.cmd", "@echo off\nrem Starts llmfit.\n");
        assertEquals(found, taken("Windows 11").isPresent());
    }
}
