package dev.llmfit.cli;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that {@link FastJars} wrote hold what they held before. */
class FastJarsTest {
    private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 2, 3, 4, 6);
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String CLASS = Some.class.getName().replace('.', '/') + ".class";

    /** Has methods to write out. */
    record Some(int number) {}

    @Test
    void firstJarHasTheResourcesOfAllOfOurs(@TempDir Path folder) throws IOException {
        Path first = folder.resolve("llmfit.jar");
        Path module = folder.resolve("module.jar");
        Path other = folder.resolve("other.jar");
        write(first, MANIFEST, "dev/llmfit/cli/options/size", CLASS);
        write(module, MANIFEST, "rules/", "rules/chat.json", CLASS);
        write(other, MANIFEST, "org/other/Some.class", "org/other/some.txt");
        byte[] untouched = Files.readAllBytes(other);

        FastJars.main(new String[] {folder.toString()});

        assertEquals(List.of(MANIFEST, "dev/llmfit/cli/options/size", CLASS, "rules/chat.json"), names(first));
        assertEquals(List.of(MANIFEST, "rules/", CLASS), names(module));
        assertArrayEquals(untouched, Files.readAllBytes(other));
        try (ZipFile file = new ZipFile(first.toFile())) {
            for (ZipEntry entry : Collections.list(file.entries())) {
                assertEquals(TIME, entry.getTimeLocal());
                boolean read =
                        !entry.getName().equals(MANIFEST) && !entry.getName().equals(CLASS);
                assertEquals(read ? ZipEntry.STORED : ZipEntry.DEFLATED, entry.getMethod());
                try (InputStream in = file.getInputStream(entry)) {
                    byte[] expected = entry.getName().equals(CLASS)
                            ? PlainRecords.plain(content(CLASS)).orElseThrow()
                            : content(entry.getName());
                    assertArrayEquals(expected, in.readAllBytes());
                }
            }
        }
        byte[] once = Files.readAllBytes(first);
        FastJars.main(new String[] {folder.toString()});
        assertArrayEquals(once, Files.readAllBytes(first));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(first, module, other), files.sorted().toList());
        }
    }

    private static List<String> names(Path jar) throws IOException {
        try (ZipFile file = new ZipFile(jar.toFile())) {
            return Collections.list(file.entries()).stream()
                    .<String>map(ZipEntry::getName)
                    .toList();
        }
    }

    private static void write(Path jar, String... names) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (String name : names) {
                ZipEntry entry = new ZipEntry(name);
                entry.setTimeLocal(TIME);
                out.putNextEntry(entry);
                out.write(name.endsWith("/") ? new byte[0] : content(name));
                out.closeEntry();
            }
        }
    }

    private static byte[] content(String name) throws IOException {
        if (!name.equals(CLASS)) {
            return ("in " + name).getBytes(StandardCharsets.UTF_8);
        }
        try (InputStream in = requireNonNull(FastJarsTest.class.getResourceAsStream("/" + name))) {
            return in.readAllBytes();
        }
    }
}
