package dev.llmfit.answers.update;

import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.units.KnowledgeFiles;
import dev.llmfit.units.KnowledgeVersion;
import dev.llmfit.units.OwnFolders;
import dev.llmfit.units.WrittenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where newer knowledge is installed: a folder for each version, the two last ones, and the file {@code current} with a line for
 * each of them, the one in use first. What is half written when a run is killed is removed by the next.
 */
public final class KnowledgeFolder {
    private static final String CURRENT = "current";
    private static final String DRAFT = ".new";
    private static final int KEPT = 2;

    private final Path folder;

    private KnowledgeFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the folder of knowledge.
     *
     * @param data where the program keeps its data
     */
    public static KnowledgeFolder in(Path data) {
        return new KnowledgeFolder(data.resolve("knowledge"));
    }

    /**
     * Returns what is to be read before what comes with the program: what was installed last, unless the program is newer, or was not
     * the one that compiled it.
     */
    public Optional<KnowledgeFiles.Installed> toRead() {
        if (!Files.isRegularFile(folder.resolve(CURRENT))) {
            return Optional.empty();
        }
        return entries().stream()
                .findFirst()
                .filter(e -> e.layout() == Catalogue.LAYOUT)
                .map(e ->
                        new KnowledgeFiles.Installed(folder.resolve(e.version().toString()), e.version()))
                .filter(i -> i.version().isAfter(KnowledgeFiles.bundledVersion()) && Files.isDirectory(i.folder()));
    }

    /** A version that is installed, and the layout of its compiled catalogue. */
    private record Entry(KnowledgeVersion version, int layout) {}

    private List<Entry> entries() {
        try {
            return Files.readString(folder.resolve(CURRENT))
                    .lines()
                    .limit(KEPT)
                    .map(KnowledgeFolder::entry)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException e) {
            return List.of(); // as if none were installed: what comes with the program answers
        }
    }

    private static Optional<Entry> entry(String line) {
        String[] words = line.strip().split(" ", -1);
        try {
            return words.length == 2
                    ? Optional.of(new Entry(KnowledgeVersion.parse(words[0]), Integer.parseInt(words[1])))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Writes the files of a version into a folder. */
    @FunctionalInterface
    interface Filling<T> {
        T into(Path draft) throws IOException;
    }

    /**
     * Makes a version the one in use. Until the last step all is as it was.
     *
     * @param filling writes its files
     * @return what it returned
     */
    <T> T install(KnowledgeVersion version, Filling<T> filling) throws IOException {
        Path draft = folder.resolve(version + DRAFT);
        Path place = folder.resolve(version.toString());
        clear(draft);
        Files.createDirectories(draft);
        T filled;
        try {
            filled = filling.into(draft);
            clear(place);
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            clear(draft);
        }
        List<Entry> kept = Stream.concat(
                        Stream.of(new Entry(version, Catalogue.LAYOUT)),
                        entries().stream().filter(e -> !e.version().equals(version)))
                .limit(KEPT)
                .toList();
        use(kept);
        return filled;
    }

    /**
     * Goes back to the version before, or to what comes with the program.
     *
     * @return the version that was left; empty if none is installed
     */
    Optional<KnowledgeVersion> rollBack() throws IOException {
        List<Entry> entries = entries();
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        use(entries.subList(1, entries.size()));
        return Optional.of(entries.getFirst().version());
    }

    private void use(List<Entry> entries) throws IOException {
        Path current = folder.resolve(CURRENT);
        if (entries.isEmpty()) {
            Files.deleteIfExists(current);
        } else {
            StringBuilder lines = new StringBuilder();
            entries.forEach(e ->
                    lines.append(e.version()).append(' ').append(e.layout()).append('\n'));
            WrittenFile.write(current, lines.toString());
        }
        List<String> names = entries.stream().map(e -> e.version().toString()).toList();
        try (Stream<Path> there = Files.list(folder)) {
            for (Path old : there.filter(Files::isDirectory).toList()) {
                if (!names.contains(String.valueOf(old.getFileName()))) {
                    clear(old);
                }
            }
        }
    }

    private static void clear(Path tree) throws IOException {
        if (Files.exists(tree)) {
            OwnFolders.remove(tree);
        }
    }
}
