package dev.llmfit.units;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class WrittenFileTest {
    @TempDir
    private Path folder = Path.of("");

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
        }
    }

    @Test
    void aNewFileIsReadableByOthersAsTheUserWants() throws IOException {
        Path plain = Files.createFile(folder.resolve("plain"));
        WrittenFile.write(folder.resolve("new"), "é\n");
        assertEquals("é\n", Files.readString(folder.resolve("new")));
        assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(folder.resolve("new")));
        assertEquals(List.of("new", "plain"), names());
    }

    @Test
    void aModeIsKept() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));
        WrittenFile.write(file, "new");
        assertEquals("new", Files.readString(file));
        assertEquals("rw-r--rw-", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void linksStayLinks() throws IOException {
        Path real = Files.writeString(folder.resolve("real"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));
        Path second = Files.createSymbolicLink(folder.resolve("second"), link);
        WrittenFile.write(second, "new");
        assertTrue(Files.isSymbolicLink(second) && Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(real));
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("made"));
        WrittenFile.write(dangling, "made");
        assertTrue(Files.isSymbolicLink(dangling));
        assertEquals("made", Files.readString(folder.resolve("made")));
    }

    @Test
    void circlesOfLinksAreRefused() throws IOException {
        Path one = folder.resolve("one");
        Files.createSymbolicLink(one, Path.of("two"));
        Files.createSymbolicLink(folder.resolve("two"), Path.of("one"));
        IOException e = assertThrows(IOException.class, () -> WrittenFile.write(one, "x"));
        assertEquals("its links lead in a circle", WrittenFile.reason(e));
    }

    @Test
    void aDeviceIsWrittenToAndStays() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "only Linux has /dev/full");
        IOException e = assertThrows(IOException.class, () -> WrittenFile.write(full, "x"));
        assertTrue(WrittenFile.reason(e).contains("space"), WrittenFile.reason(e));
        assertFalse(Files.isRegularFile(full));
        WrittenFile.write(Path.of("/dev/null"), "x");
        assertFalse(Files.isRegularFile(Path.of("/dev/null")));
    }

    @Test
    void nothingIsLeftOfWhatFails() throws IOException {
        IOException none = assertThrows(
                IOException.class, () -> WrittenFile.write(folder.resolve("no").resolve("f"), "x"));
        assertEquals("its folder does not exist", WrittenFile.reason(none));
        Path inTheWay = Files.createDirectory(folder.resolve("folder"));
        assertThrows(IOException.class, () -> WrittenFile.write(inTheWay, "x"));
        assertEquals(List.of("folder"), names());
    }
}
