package dev.llmfit.units;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
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

    private Path pipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        return pipe;
    }

    @Test
    void aPipeIsWrittenToWhileSomebodyReads() throws Exception {
        Path pipe = pipe();
        byte[] content = "é0123456789\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);
        FutureTask<byte[]> read = new FutureTask<>(() -> Files.readAllBytes(pipe));
        Thread.ofVirtual().start(read);
        WrittenFile.write(pipe, content);
        assertArrayEquals(content, read.get());
        FutureTask<String> appended = new FutureTask<>(() -> Files.readString(pipe));
        Thread.ofVirtual().start(appended);
        WrittenFile.append(pipe, "more");
        assertEquals("more", appended.get());
    }

    @Test
    void aPipeThatNobodyReadsIsNotWaitedForWithoutEnd() throws Exception {
        Path pipe = pipe();
        IOException e =
                assertThrows(IOException.class, () -> PatientWriter.write(pipe, new byte[1], Duration.ofSeconds(1)));
        assertEquals("nobody has read from it for 1 s", WrittenFile.reason(e));
        try (FileChannel open = FileChannel.open(pipe, StandardOpenOption.READ)) { // and takes nothing
            assertTrue(open.isOpen());
            assertThrows(IOException.class, () -> PatientWriter.write(pipe, new byte[1 << 20], Duration.ofMillis(100)));
        }
    }

    @Test
    void draftsOfDeadRunsAreRemoved() throws IOException {
        FileTime old = FileTime.from(Instant.now().minusSeconds(3600));
        for (String name : List.of(
                ".a.llmfit-2147483646-1",
                ".a.llmfit-" + ProcessHandle.current().pid() + "-1",
                ".a.llmfit-2147483646",
                "a.llmfit-2147483646-1")) {
            Files.setLastModifiedTime(Files.writeString(folder.resolve(name), "x"), old);
        }
        Files.writeString(folder.resolve(".b.llmfit-2147483646-1"), "may be alive elsewhere");
        WrittenFile.write(folder.resolve("b"), "x");
        assertEquals(
                Set.of(
                        ".a.llmfit-" + ProcessHandle.current().pid() + "-1",
                        ".a.llmfit-2147483646",
                        ".b.llmfit-2147483646-1",
                        "a.llmfit-2147483646-1",
                        "b"),
                Set.copyOf(names()));
    }
}
