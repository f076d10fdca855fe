package dev.llmfit.answers.update;

import dev.llmfit.units.BundledTable;
import dev.llmfit.units.KnowledgeFiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of values that a bundle brings.
 *
 * @param path where the program keeps it, packages as folders
 * @param about what its rows are, for people
 */
record KnowledgeTable(String path, String about) {
    /** Returns all of them. */
    static List<KnowledgeTable> all() {
        return BundledTable.rows(KnowledgeTable.class, "knowledge-tables.csv").stream()
                .map(f -> new KnowledgeTable(f.get(0), f.get(1)))
                .toList();
    }

    /** Returns what is in use of it. */
    String current() {
        return KnowledgeFiles.text(KnowledgeTable.class, "/" + path);
    }

    /** Returns the line with the names of the columns. */
    static String heading(String text) {
        return text.lines().filter(line -> !line.startsWith("#")).findFirst().orElse("");
    }

    /** Returns the rows of a table by their first field; several may share one. */
    static Map<String, List<String>> rows(String text) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .skip(1)
                .forEach(line -> rows.computeIfAbsent(line.split(",", 2)[0], key -> new ArrayList<>())
                        .add(line));
        return rows;
    }
}
