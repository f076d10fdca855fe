package dev.llmfit.probe.database;

import dev.llmfit.units.CsvLine;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What people call a computer or a platform, or a word that decorates a name: a row of {@code spoken-names.csv}.
 *
 * @param words what is said, in lower case
 * @param ids ids of the rows that may be in it; empty where it tells none
 * @param laptop whether it says that the computer is a laptop, and no more
 */
record SpokenName(Pattern words, Optional<Pattern> ids, boolean laptop) {
    private static final String LAPTOP = "laptop";

    /** Returns the rows of a table, in its order: a name stands before those that are a part of it. */
    static List<SpokenName> of(String table) {
        return table.lines()
                .skip(1)
                .filter(line -> !line.isBlank())
                .map(CsvLine::split)
                .map(f -> new SpokenName(
                        Pattern.compile("(?<![a-z0-9])(?:" + f.get(0) + ")(?![a-z0-9])"),
                        f.get(1).isEmpty() || f.get(1).equals(LAPTOP)
                                ? Optional.empty()
                                : Optional.of(Pattern.compile(f.get(1))),
                        f.get(1).equals(LAPTOP)))
                .toList();
    }
}
