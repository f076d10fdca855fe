package dev.llmfit.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Makes built jars start sooner. Methods of records are written out ({@link PlainRecords}), and what is read at a start (options, rules,
 * the catalogue) goes into the first jar of the class path, not compressed: Java opens every jar up to the one that has a resource, some
 * thirty otherwise.
 */
final class FastJars {
    /** The first of the class path. */
    private static final String FIRST = "llmfit.jar";

    private static final String CLASS = ".class";

    private FastJars() {}

    /** Rewrites the jars of a folder; what packs or installs the program calls it. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        List<Path> jars;
        try (Stream<Path> files = Files.list(folder)) {
            jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
        Path first = folder.resolve(FIRST);
        Map<ZipEntry, byte[]> resources = new LinkedHashMap<>();
        for (Path jar : jars) {
            if (!jar.equals(first) && isOurs(jar)) {
                Map<ZipEntry, byte[]> entries = read(jar);
                Map<ZipEntry, byte[]> kept = new LinkedHashMap<>();
                entries.forEach(
                        (entry, content) -> (isResource(entry.getName()) ? resources : kept).put(entry, content));
                write(jar, entries, kept);
            }
        }
        Map<ZipEntry, byte[]> own = read(first);
        Map<ZipEntry, byte[]> all = new LinkedHashMap<>(own);
        all.putAll(resources);
        write(first, own, all);
    }

    private static boolean isOurs(Path jar) throws IOException {
        try (ZipFile file = new ZipFile(jar.toFile())) {
            return file.stream().anyMatch(entry -> isOurs(entry.getName()));
        }
    }

    private static boolean isOurs(String name) {
        return name.startsWith("dev/llmfit/") && name.endsWith(CLASS);
    }

    /** Whether a program reads it by its name; what tells of a jar stays in it. */
    private static boolean isResource(String name) {
        return !name.endsWith(CLASS) && !name.endsWith("/") && !name.startsWith("META-INF/");
    }

    private static Map<ZipEntry, byte[]> read(Path jar) throws IOException {
        Map<ZipEntry, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(jar)))) {
            for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                entries.put(entry, from.readAllBytes());
            }
        }
        return entries;
    }

    /** Writes a jar again if something changes; its entries keep their order and times, and classes whether they are compressed. */
    private static void write(Path jar, Map<ZipEntry, byte[]> before, Map<ZipEntry, byte[]> entries)
            throws IOException {
        Path next = jar.resolveSibling(jar.getFileName() + ".new");
        boolean changed = before.size() != entries.size();
        try (OutputStream file = Files.newOutputStream(next);
                ZipOutputStream to = new ZipOutputStream(file)) {
            for (Map.Entry<ZipEntry, byte[]> entry : entries.entrySet()) {
                ZipEntry like = entry.getKey();
                Optional<byte[]> plain =
                        isOurs(like.getName()) ? PlainRecords.plain(entry.getValue()) : Optional.empty();
                boolean stored = isResource(like.getName());
                changed |= plain.isPresent() || (stored && like.getMethod() != ZipEntry.STORED);
                put(like, stored, plain.orElse(entry.getValue()), to);
            }
        }
        if (changed) {
            Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(next);
        }
    }

    private static void put(ZipEntry like, boolean stored, byte[] content, ZipOutputStream to) throws IOException {
        ZipEntry entry = new ZipEntry(like.getName());
        entry.setTimeLocal(like.getTimeLocal());
        entry.setMethod(stored ? ZipEntry.STORED : like.getMethod());
        if (entry.getMethod() == ZipEntry.STORED) {
            CRC32 sum = new CRC32();
            sum.update(content);
            entry.setCrc(sum.getValue());
            entry.setSize(content.length);
        }
        to.putNextEntry(entry);
        to.write(content);
        to.closeEntry();
    }
}
