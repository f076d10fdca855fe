package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.layout.FieldsException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Repositories on Hugging Face that hold weights with the shape of a model of the catalogue, proved by their number. Read by the
 * build from {@code fine-tunes.csv}, whose head says where the rows are from.
 */
final class FineTunes {
    private final Map<String, String> models = new LinkedHashMap<>();

    private FineTunes() {}

    /**
     * Reads the table: a comment in each line with {@code #}, a head, then a repository and the id of its model in each row.
     *
     * @throws FieldsException if a row is malformed or a repository occurs twice
     */
    static FineTunes read(List<String> lines) {
        FineTunes table = new FineTunes();
        lines.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .skip(1)
                .forEach(table::add);
        return table;
    }

    private void add(String line) {
        String[] row = line.split(",", -1);
        if (row.length != 2 || row[0].indexOf('/') < 1 || row[1].isBlank()) {
            throw new FieldsException("fine-tunes.csv: '" + line + "' is no repository and its model");
        }
        if (models.put(NameKind.normalized(row[0]), row[1]) != null) {
            throw new FieldsException("fine-tunes.csv: " + row[0] + " occurs twice");
        }
    }

    /**
     * Returns the rows whose model is there.
     *
     * @param ids the models
     * @param skipped is told each row that is left out
     */
    FineTunes of(Set<String> ids, Consumer<FieldsException> skipped) {
        FineTunes table = new FineTunes();
        models.forEach((repository, model) -> {
            if (ids.contains(model)) {
                table.models.put(repository, model);
            } else {
                skipped.accept(
                        new FieldsException("fine-tunes.csv: " + repository + " names the unknown model " + model));
            }
        });
        return table;
    }

    /** Returns name in lower case → id of the model: repositories, and their names without owner where these mean one model. */
    Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>(models);
        Map<String, Integer> meanings = new HashMap<>();
        Map<String, String> bare = new LinkedHashMap<>();
        models.forEach((repository, model) -> {
            String name = repository.substring(repository.indexOf('/') + 1);
            String other = bare.put(name, model);
            meanings.merge(name, other == null || other.equals(model) ? 0 : 1, Integer::sum);
        });
        bare.forEach((name, model) -> {
            if (meanings.getOrDefault(name, 0) == 0) {
                names.put(name, model);
            }
        });
        return names;
    }
}
