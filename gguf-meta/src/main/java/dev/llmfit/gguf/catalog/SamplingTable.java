package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.catalog.Sampling.Reasoning;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.units.CsvLine;
import dev.llmfit.units.KnowledgeFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The table {@code sampling.csv}: how models are sampled from, by the repository of their original weights. Immutable. */
public final class SamplingTable {
    /** Name of the table beside the compiled catalogue. */
    static final String RESOURCE = "sampling.csv";

    // models, mode, temperature, top_p, top_k, min_p, presence_penalty, repeat_penalty, reasoning, source, date
    private static final int COLUMNS = 11;
    private static final String OFF = "off";

    private final List<Row> rows;

    private SamplingTable(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    private record Row(Pattern models, boolean off, Sampling sampling) {}

    private static final class Bundled {
        static final SamplingTable TABLE =
                read(KnowledgeFiles.text(SamplingTable.class, RESOURCE).lines().toList());
    }

    /** Returns the table that comes with the program. */
    public static SamplingTable bundled() {
        return Bundled.TABLE;
    }

    /**
     * Reads the table: a comment in each line with {@code #}, a head, then rows.
     *
     * @throws FieldsException if a row is malformed or has no source
     */
    static SamplingTable read(List<String> lines) {
        List<Row> rows = new ArrayList<>();
        lines.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .skip(1)
                .forEach(line -> rows.add(row(line)));
        return new SamplingTable(rows);
    }

    /** Refuses rows that mean no model of the catalogue. */
    void check(List<String> repositories, Consumer<FieldsException> refused) {
        for (Row row : rows) {
            if (repositories.stream().noneMatch(r -> row.models().matcher(r).matches())) {
                refused.accept(new FieldsException(RESOURCE + ": no model is of " + row.models()));
            }
        }
    }

    private static Row row(String line) {
        List<String> f = CsvLine.split(line);
        if (f.size() != COLUMNS || f.get(9).isBlank() || !f.get(10).matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            throw new FieldsException(
                    RESOURCE + ": '" + line + "' has not " + COLUMNS + " columns with a source and its date");
        }
        if (!f.get(1).isEmpty() && !f.get(1).equals(OFF)) {
            throw new FieldsException(RESOURCE + ": '" + f.get(1) + "' is no mode");
        }
        Sampling sampling = new Sampling(
                number(f.get(2)),
                number(f.get(3)),
                f.get(4).isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(f.get(4))),
                number(f.get(5)),
                number(f.get(6)),
                number(f.get(7)),
                reasoning(f.get(8)),
                f.get(9),
                f.get(10));
        return new Row(pattern(f.get(0)), f.get(1).equals(OFF), sampling);
    }

    private static OptionalDouble number(String text) {
        return text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
    }

    private static Optional<Reasoning> reasoning(String text) {
        return switch (text) {
            case "" -> Optional.empty();
            case "on-off" -> Optional.of(Reasoning.ON_OFF);
            case "effort" -> Optional.of(Reasoning.EFFORT);
            case "always" -> Optional.of(Reasoning.ALWAYS);
            default -> throw new FieldsException(RESOURCE + ": '" + text + "' is no switch of reasoning");
        };
    }

    private static Pattern pattern(String models) {
        return Pattern.compile(models.replace(".", "\\.").replace("*", ".*"));
    }

    /** Returns how a model is sampled from as its template is by default; empty if its makers say nothing that is known here. */
    public Optional<Sampling> of(String hfRepository) {
        return find(hfRepository, false);
    }

    /** Returns how it is sampled from with its reasoning switched off. */
    public Optional<Sampling> withoutReasoning(String hfRepository) {
        return find(hfRepository, true);
    }

    private Optional<Sampling> find(String hfRepository, boolean off) {
        return rows.stream()
                .filter(row ->
                        row.off() == off && row.models().matcher(hfRepository).matches())
                .findFirst()
                .map(Row::sampling);
    }
}
