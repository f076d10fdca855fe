package dev.llmfit.units;

import java.util.List;

/** Reads tables of comma-separated values that come with the program: comments in lines with {@code #}, a heading, then rows. */
public final class BundledTable {
    private BundledTable() {}

    /**
     * Returns the lines behind the heading, without comments.
     *
     * @param owner class in whose package the table lies
     * @throws IllegalStateException if the program was built without it
     */
    public static List<String> lines(Class<?> owner, String name) {
        return KnowledgeFiles.text(owner, name)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .skip(1)
                .toList();
    }

    /** Returns the fields of each of these lines. */
    public static List<List<String>> rows(Class<?> owner, String name) {
        return lines(owner, name).stream().map(CsvLine::split).toList();
    }
}
