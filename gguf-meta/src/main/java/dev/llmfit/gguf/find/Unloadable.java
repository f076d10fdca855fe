package dev.llmfit.gguf.find;

import dev.llmfit.gguf.arch.UnsizedArchitecture;
import dev.llmfit.gguf.catalog.NameKind;
import dev.llmfit.units.CsvLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/** Models that are asked for by name and that llama.cpp does not load, or whose architecture is not sized, with the reason. Read when a name is refused. */
final class Unloadable {
    private static final int COLUMNS = 4; // names, architecture, why, source

    private static final String GGUF = "-gguf";

    /** Ends the beginning of names. */
    private static final String ANY = "*";

    /**
     * A model.
     *
     * @param architecture what its {@code config.json} calls it; empty if its weights are not published or it is no language model
     * @param why what else is to be said; may be empty
     */
    record Row(String architecture, String why) {
        /** Returns the sentence that refuses it, without a full stop. */
        String refusal(String asked) {
            if (architecture.isEmpty()) {
                return "'" + asked + "' has no size here: " + why;
            }
            if (UnsizedArchitecture.isKnown(architecture)) {
                return "'" + asked + "' has no size here: " + UnsizedArchitecture.reason(architecture);
            }
            return "llama.cpp does not load '" + asked + "': it has no architecture " + architecture
                    + (why.isEmpty() ? "" : " (" + why + ")");
        }
    }

    private static final class Table {
        static final Map<String, Row> ROWS = read();
    }

    private Unloadable() {}

    /** Finds a model by a name, a tag or a repository. */
    static Optional<Row> find(String asked) {
        String name = NameKind.normalized(asked).replace(' ', '-');
        name = name.substring(name.lastIndexOf('/') + 1);
        int colon = name.indexOf(':');
        name = colon < 0 ? name : name.substring(0, colon);
        name = name.endsWith(GGUF) ? name.substring(0, name.length() - GGUF.length()) : name;
        Row row = Table.ROWS.get(name);
        return row != null || asked.indexOf('/') >= 0 ? Optional.ofNullable(row) : beginning(name);
    }

    /** Finds the row of a series by how its names begin. */
    private static Optional<Row> beginning(String name) {
        return IntStream.rangeClosed(1, name.length())
                .mapToObj(end -> Table.ROWS.get(name.substring(0, end) + ANY))
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static Map<String, Row> read() {
        try (InputStream in =
                Objects.requireNonNull(Unloadable.class.getResourceAsStream("unloadable.csv"), "unloadable.csv")) {
            Map<String, Row> rows = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .skip(1)
                    .forEach(line -> add(rows, CsvLine.split(line)));
            return Map.copyOf(rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(Map<String, Row> rows, List<String> row) {
        if (row.size() != COLUMNS || row.getLast().isBlank()) {
            throw new IllegalStateException(
                    "unloadable.csv: " + row + " has not " + COLUMNS + " columns with a source");
        }
        for (String name : row.getFirst().split(" ", -1)) {
            rows.put(name, new Row(row.get(1), row.get(2)));
        }
    }
}
