package dev.llmfit.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
    @TempDir
    private Path folder = Path.of("");

    private void refused(String name, String reason) {
        Path file = name.isEmpty() ? Path.of("") : folder.resolve(name);
        TextFileException refusal = assertThrows(TextFileException.class, () -> TextFile.read(file));
        assertEquals(reason, refusal.reason());
        assertEquals((name.isEmpty() ? "''" : file) + " " + reason, refusal.getMessage());
    }

    @Test
    void whatIsNoTextIsSaidWithItsName() throws IOException {
        Files.write(folder.resolve("latin"), "é".getBytes(StandardCharsets.ISO_8859_1));
        Files.createDirectory(folder.resolve("folder"));
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
        Files.write(folder.resolve("large"), new byte[(16 << 20) + 1]);
        refused("latin", "is not a text file in UTF-8");
        refused("folder", "is a folder, not a file");
        refused("loop", "is a link that leads nowhere");
        refused("dangling", "is a link that leads nowhere");
        refused("absent", "does not exist");
        refused("latin/below", "does not exist");
        refused("large", "is larger than 16 MiB");
        refused("", "is a folder, not a file");
    }

    @Test
    void textAndLinksToTextAreRead() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "é模\n");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertEquals("é模\n", TextFile.read(file));
        assertEquals("é模\n", TextFile.read(link));
    }

    /** A line of a batch that is no UTF-8 is an error of that line. */
    @Test
    void aBadByteSpoilsItsLineOnly() throws IOException {
        Path file = Files.write(folder.resolve("a"), new byte[] {'a', '\n', (byte) 0xFF, '\n', 'b', '\n'});
        try (BufferedReader lines = TextFile.lines(file)) {
            assertEquals("a", lines.readLine());
            assertEquals("\uFFFD", lines.readLine());
            assertEquals("b", lines.readLine());
        }
        String refused = String.valueOf(assertThrows(TextFileException.class, () -> TextFile.lines(folder))
                .getMessage());
        assertTrue(refused.endsWith("is a folder, not a file"), refused);
    }
}
