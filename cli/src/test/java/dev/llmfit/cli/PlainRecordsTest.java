package dev.llmfit.cli;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link PlainRecords} writes returns what Java's own methods return. */
class PlainRecordsTest {
    private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 2, 3, 4, 6);

    /** Every kind of component. */
    record Kinds(
            boolean flag,
            byte tiny,
            short small,
            char letter,
            int number,
            long large,
            float coarse,
            double fine,
            @Nullable String text,
            List<String> list) {}

    /** No component. */
    record Nothing() {}

    /** Writes one method itself. */
    record Own(String text, int ignored) {
        @Override
        public boolean equals(@Nullable Object o) {
            return o instanceof Own own && own.text.equals(text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    private static final Object[][] KINDS = {
        {true, (byte) 1, (short) 2, 'a', 3, 4L, 5f, 6d, "text", List.of("x")},
        {false, (byte) 1, (short) 2, 'a', 3, 4L, 5f, 6d, "text", List.of("x")},
        {true, (byte) -1, (short) 2, 'a', 3, 4L, 5f, 6d, "text", List.of("x")},
        {true, (byte) 1, (short) -2, 'a', 3, 4L, 5f, 6d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'b', 3, 4L, 5f, 6d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', -3, 4L, 5f, 6d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 1L << 40, 5f, 6d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 4L, Float.NaN, 6d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 4L, 0f, 6d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 4L, -0f, 6d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 4L, 5f, Double.NaN, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 4L, 5f, 0d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 4L, 5f, -0d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 4L, 5f, 6d, null, List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 4L, 5f, 6d, "text", List.of()},
    };

    @Test
    void allKindsOfComponentsAreComparedAndHashedAlike() throws ReflectiveOperationException, IOException {
        List<Object> javas = made(Kinds.class, KINDS);
        Class<?> plain = plain(Kinds.class);
        List<Object> ours = made(plain, KINDS);
        List<Object> again = made(plain, KINDS);
        for (int i = 0; i < KINDS.length; i++) {
            assertEquals(javas.get(i).hashCode(), ours.get(i).hashCode(), javas.get(i)::toString);
            for (int j = 0; j < KINDS.length; j++) {
                assertEquals(javas.get(i).equals(javas.get(j)), ours.get(i).equals(again.get(j)));
            }
            assertNotEquals(ours.get(i), javas.get(i)); // of another class
            assertNotEquals(null, ours.get(i));
        }
    }

    @Test
    void recordWithoutComponentsEqualsItsLike() throws ReflectiveOperationException, IOException {
        Class<?> plain = plain(Nothing.class);
        Object[][] none = {{}, {}};
        List<Object> two = made(plain, none);
        assertEquals(two.get(0), two.get(1));
        assertEquals(new Nothing().hashCode(), two.getFirst().hashCode());
    }

    @Test
    void whatAProgramWroteItselfStays() throws IOException {
        assertTrue(PlainRecords.plain(bytes(Own.class)).isEmpty());
        assertTrue(PlainRecords.plain(bytes(PlainRecordsTest.class)).isEmpty());
    }

    @Test
    void jarKeepsItsEntries(@TempDir Path folder) throws IOException {
        Path jar = folder.resolve("some.jar");
        String name = Kinds.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream out = new ZipOutputStream(file)) {
            put("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n".getBytes(StandardCharsets.UTF_8), false, out);
            put(name, bytes(Kinds.class), true, out);
            put("org/other/Some.class", new byte[] {1, 2, 3}, false, out);
        }
        PlainRecords.main(new String[] {folder.toString()});
        try (ZipFile file = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(file.entries());
            assertEquals(
                    List.of("META-INF/MANIFEST.MF", name, "org/other/Some.class"),
                    entries.stream().map(ZipEntry::getName).toList());
            for (ZipEntry entry : entries) {
                assertEquals(TIME, entry.getTimeLocal());
                assertEquals(entry.getName().equals(name) ? ZipEntry.STORED : ZipEntry.DEFLATED, entry.getMethod());
            }
            try (InputStream other = file.getInputStream(entries.getLast())) {
                assertArrayEquals(new byte[] {1, 2, 3}, other.readAllBytes());
            }
        }
        byte[] once = Files.readAllBytes(jar);
        PlainRecords.main(new String[] {jar.toString()});
        assertArrayEquals(once, Files.readAllBytes(jar));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(jar), files.toList());
        }
    }

    private static void put(String name, byte[] content, boolean stored, ZipOutputStream out) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        if (stored) {
            CRC32 sum = new CRC32();
            sum.update(content);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(sum.getValue());
        }
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }

    private static List<Object> made(Class<?> record, Object[][] values) throws ReflectiveOperationException {
        Constructor<?> constructor = record.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        List<Object> all = new ArrayList<>();
        for (Object[] value : values) {
            all.add(constructor.newInstance(value));
        }
        return all;
    }

    private static byte[] bytes(Class<?> of) throws IOException {
        String file = of.getName().substring(of.getPackageName().length() + 1) + ".class";
        try (InputStream in = requireNonNull(of.getResourceAsStream(file))) {
            return in.readAllBytes();
        }
    }

    private static Class<?> plain(Class<?> record) throws IOException {
        byte[] plain = PlainRecords.plain(bytes(record)).orElseThrow();
        assertTrue(PlainRecords.plain(plain).isEmpty());
        return new ClassLoader(record.getClassLoader()) {
            Class<?> defined() {
                return defineClass(record.getName(), plain, 0, plain.length);
            }
        }.defined();
    }
}
