package dev.llmfit.gguf.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Checks the lists of published files and writes them as the one text that {@link PublishedListings} reads: sources, recipes, then a line
 * for each repository that begins with its name in lower case. Run by the build.
 */
public final class PublishedCompiler {
    private PublishedCompiler() {}

    /**
     * Compiles a folder with {@code sources.csv}, {@code recipes.csv} and {@code repositories.csv}.
     *
     * @throws IllegalArgumentException if a row cannot be read, or a repository stands there twice
     * @throws IOException if a file cannot be read or written
     */
    public static void compile(Path folder, Path target) throws IOException {
        List<String> sources = rows(folder.resolve("sources.csv"));
        List<String> recipes = rows(folder.resolve("recipes.csv"));
        List<String> repositories = rows(folder.resolve("repositories.csv"));
        Map<String, ListingSource> known = new HashMap<>();
        sources.stream().map(PublishedCsv::source).forEach(s -> known.put(s.getKey(), s.getValue()));
        recipes.forEach(PublishedCsv::recipe);
        Set<String> seen = new HashSet<>();
        List<String> lines = new ArrayList<>();
        lines.add(sources.size() + "," + recipes.size());
        lines.addAll(sources);
        lines.addAll(recipes);
        for (String row : repositories) {
            String name = PublishedCsv.listing(row, known).repository().toLowerCase(Locale.ROOT);
            if (!seen.add(name)) {
                throw new IllegalArgumentException("published files: " + name + " stands there twice");
            }
            lines.add(name + "|" + row);
        }
        Files.write(target, lines);
    }

    /** Returns the rows of a table without comments and heading. */
    private static List<String> rows(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .skip(1)
                .toList();
    }
}
