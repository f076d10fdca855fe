package dev.llmfit.units;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The folders of this program in a user's home, as each system has them: on Linux by the XDG Base Directory Specification, on macOS
 * below {@code Library}, on Windows below {@code %LOCALAPPDATA%} and {@code %APPDATA%}. The variables of XDG are obeyed everywhere.
 *
 * @param data what cannot be made again: measurements, newer knowledge, what was added to the program
 * @param cache what can: headers of published files, the memory's bandwidth
 * @param config what the user writes: own models and rules
 */
public record OwnFolders(Path data, Path cache, Path config) {
    private static final String NAME = "llmfit";
    private static final String LIBRARY = "Library";

    /** Returns the folders of the user of this process. */
    public static OwnFolders of(Environment environment) {
        Path home = environment
                .variable("HOME")
                .or(() -> environment.variable("USERPROFILE"))
                .map(Path::of)
                .orElse(environment.home());
        boolean mac = environment.isMac();
        boolean windows = environment.isWindows();
        Path local = environment
                .variable("LOCALAPPDATA")
                .map(Path::of)
                .orElse(home.resolve("AppData").resolve("Local"));
        Path roaming = environment
                .variable("APPDATA")
                .map(Path::of)
                .orElse(home.resolve("AppData").resolve("Roaming"));
        Path data = mac
                ? home.resolve(LIBRARY).resolve("Application Support").resolve(NAME)
                : windows
                        ? local.resolve(NAME)
                        : home.resolve(".local").resolve("share").resolve(NAME);
        Path cache = mac
                ? home.resolve(LIBRARY).resolve("Caches").resolve(NAME)
                : windows
                        ? local.resolve(NAME).resolve("cache")
                        : home.resolve(".cache").resolve(NAME);
        Path config = windows
                ? roaming.resolve(NAME)
                : home.resolve(".config")
                        .resolve(NAME); // what is edited by hand stays where hands look for it on macOS, too
        return new OwnFolders(
                chosen(environment, "LLMFIT_DATA_HOME", "XDG_DATA_HOME").orElse(data),
                chosen(environment, "LLMFIT_CACHE", "XDG_CACHE_HOME").orElse(cache),
                environment
                        .variable("XDG_CONFIG_HOME")
                        .map(folder -> Path.of(folder, NAME))
                        .orElse(config));
    }

    private static Optional<Path> chosen(Environment environment, String own, String xdg) {
        return environment
                .variable(own)
                .map(Path::of)
                .or(() -> environment.variable(xdg).map(folder -> Path.of(folder, NAME)));
    }

    /** Returns all three. */
    public List<Path> all() {
        return List.of(data, cache, config);
    }

    /**
     * Returns whether a folder is this program's alone, by its name. One that a variable chose may hold what belongs to others.
     *
     * @param folder one of {@link #all}
     */
    public static boolean isOurs(Path folder) {
        Path name = folder.getFileName();
        Path parent = folder.getParent();
        boolean below = parent != null && String.valueOf(parent.getFileName()).equals(NAME);
        return name != null && (name.toString().equals(NAME) || below);
    }

    /**
     * Returns what the files of a tree hold; links are not followed.
     *
     * @throws IOException if it cannot be read
     */
    public static Bytes size(Path tree) throws IOException {
        AtomicLong sum = new AtomicLong();
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum.addAndGet(attributes.size());
                return FileVisitResult.CONTINUE;
            }
        });
        return Bytes.of(sum.get());
    }

    /**
     * Removes a tree; of a link, the link alone.
     *
     * @throws IOException if something in it cannot be removed; what was removed before stays so
     */
    public static void remove(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
