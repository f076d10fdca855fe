package dev.llmfit.units;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files that knowledge lies in: models, hardware, prices, quality. They come with the program; newer ones may be installed
 * beside it, under the same names.
 */
public final class KnowledgeFiles {
    /**
     * Knowledge that was installed.
     *
     * @param folder its files, in folders named as the packages of their owners
     * @param version its version
     */
    public record Installed(Path folder, KnowledgeVersion version) {}

    private static volatile @Nullable Installed installed;

    private KnowledgeFiles() {}

    /** Lets files be read from installed knowledge first. Called by the main method of a shell, before any is read. */
    public static void readFirst(Installed knowledge) {
        installed = knowledge;
    }

    /** Returns the version of what is read. */
    public static KnowledgeVersion version() {
        Installed newer = installed;
        return newer == null ? bundledVersion() : newer.version();
    }

    /** Returns the version of what comes with the program. */
    public static KnowledgeVersion bundledVersion() {
        return KnowledgeVersion.parse(
                unix(bundled(KnowledgeFiles.class, "knowledge-version.txt")).strip());
    }

    /**
     * Returns the bytes of a file.
     *
     * @param owner class in whose package it lies; of no matter where the name begins with a slash
     * @throws IllegalStateException if the program was built without it
     * @throws UncheckedIOException if it cannot be read
     */
    public static byte[] bytes(Class<?> owner, String name) {
        Installed newer = installed;
        Optional<Path> file =
                Optional.ofNullable(newer).map(i -> in(i.folder(), owner, name)).filter(Files::isRegularFile);
        if (file.isEmpty()) {
            return bundled(owner, name);
        }
        try {
            return Files.readAllBytes(file.get());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file.get(), e);
        }
    }

    /** Returns the text of a file, its lines ended by {@code \n} alone; see {@link #bytes}. */
    public static String text(Class<?> owner, String name) {
        return unix(bytes(owner, name));
    }

    /** Returns where a file lies in a folder of knowledge; see {@link #bytes}. */
    public static Path in(Path folder, Class<?> owner, String name) {
        return folder.resolve(path(owner, name));
    }

    private static String path(Class<?> owner, String name) {
        return name.startsWith("/") ? name.substring(1) : owner.getPackageName().replace('.', '/') + "/" + name;
    }

    private static String unix(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace("\r", "");
    }

    private static byte[] bundled(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program was built without " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
