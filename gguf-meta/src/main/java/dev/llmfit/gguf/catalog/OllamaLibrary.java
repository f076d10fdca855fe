package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.units.CsvLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What names of Ollama's library mean: the model of {@code latest}, the file type that is downloaded when none is asked for, and
 * the words of tags that leave the shape as it is. Read by the build from {@code ollama.csv}, where each row has its source.
 */
final class OllamaLibrary {
    private static final int COLUMNS = 6; // name, relation, model, file_type, words, source

    /**
     * A row of the table.
     *
     * @param name a bare name, or one with a tag
     * @param kind how the name stands to the model
     * @param model id of the entry; empty if there is none
     * @param fileType the file type of this name, and of those tags of the bare name that have no row of their own
     * @param words words of tags that leave the shape as it is
     */
    record Row(String name, NameKind kind, String model, Optional<FileType> fileType, List<String> words) {
        Row {
            words = List.copyOf(words);
        }
    }

    private final Map<String, Row> rows = new LinkedHashMap<>();

    private OllamaLibrary() {}

    /**
     * Reads the table: a comment in each line with {@code #}, a head, then rows.
     *
     * @throws FieldsException if a row is malformed or occurs twice
     */
    static OllamaLibrary read(List<String> lines) {
        OllamaLibrary library = new OllamaLibrary();
        lines.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .skip(1)
                .map(OllamaLibrary::row)
                .forEach(library::add);
        return library;
    }

    private void add(Row row) {
        if (rows.put(row.name(), row) != null) {
            throw new FieldsException("ollama.csv: " + row.name() + " occurs twice");
        }
    }

    private static Row row(String line) {
        List<String> f = CsvLine.split(line);
        if (f.size() != COLUMNS || f.getLast().isBlank()) {
            throw new FieldsException("ollama.csv: '" + line + "' has not " + COLUMNS + " columns with a source");
        }
        NameKind kind = switch (f.get(1)) {
            case "is" -> NameKind.LIBRARY;
            case "like" -> NameKind.SAME_SHAPE;
            case "absent" -> NameKind.ABSENT;
            case "cloud" -> NameKind.CLOUD;
            default -> throw new FieldsException("ollama.csv: '" + f.get(1) + "' is no relation");
        };
        Optional<FileType> type =
                Optional.of(f.get(3)).filter(t -> !t.isEmpty()).map(OllamaLibrary::fileType);
        List<String> words = f.get(4).isBlank() ? List.of() : List.of(f.get(4).split(" ", -1));
        return new Row(NameKind.normalized(f.get(0)), kind, f.get(2), type, words);
    }

    private static FileType fileType(String name) {
        return FileType.byName(name).orElseThrow(() -> new FieldsException("ollama.csv: no file type " + name));
    }

    /**
     * Returns the rows that name models which are there, or none.
     *
     * @param ids the models
     * @param skipped is told each row that is left out
     */
    OllamaLibrary of(Set<String> ids, Consumer<FieldsException> skipped) {
        OllamaLibrary library = new OllamaLibrary();
        for (Row row : rows.values()) {
            if (row.model().isEmpty() || ids.contains(row.model())) {
                library.add(row);
            } else {
                skipped.accept(
                        new FieldsException("ollama.csv: " + row.name() + " names the unknown model " + row.model()));
            }
        }
        return library;
    }

    /** Returns the rows. */
    List<Row> rows() {
        return new ArrayList<>(rows.values());
    }

    /** Returns the file type of a name of the library: its own, else that of the name before the colon. */
    Optional<FileType> fileType(NameKind kind, String name) {
        return switch (kind) {
            case LIBRARY, SAME_SHAPE, OLLAMA -> {
                int colon = name.indexOf(':');
                Optional<Row> own = Optional.ofNullable(rows.get(name));
                Optional<Row> bare = Optional.ofNullable(rows.get(colon < 0 ? name : name.substring(0, colon)));
                yield own.flatMap(Row::fileType).or(() -> bare.flatMap(Row::fileType));
            }
            default -> Optional.empty();
        };
    }
}
