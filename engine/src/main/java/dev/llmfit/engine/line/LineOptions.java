package dev.llmfit.engine.line;

import dev.llmfit.json.Spelling;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All options of llama.cpp's programs: {@code launch-options.tsv}. */
public final class LineOptions {
    private static final String FILE = "launch-options.tsv";
    /** Columns of the file. */
    private static final int COLUMNS = 9;

    private static final String NOTHING = "-";

    private final List<LineOption> all;
    private final Map<String, List<LineOption>> bySpelling = new HashMap<>();
    private final Map<String, LineOption> byVariable = new HashMap<>();

    private LineOptions(List<LineOption> all) {
        this.all = List.copyOf(all);
        for (LineOption option : all) {
            Stream.concat(option.names().stream(), option.negatives().stream())
                    .forEach(name -> bySpelling
                            .computeIfAbsent(name, n -> new ArrayList<>())
                            .add(option));
            option.variable().ifPresent(name -> byVariable.putIfAbsent(name, option));
        }
    }

    /** Returns the options that come with the program. */
    public static LineOptions bundled() {
        return Holder.BUNDLED;
    }

    /** Returns the options in the order of the table. */
    public List<LineOption> all() {
        return all;
    }

    /**
     * Finds an option of a program by its spelling: underscores count as hyphens in long names ({@code common_params_parse_ex}). An
     * option that the newest build has comes before one that is gone, one of the program before one of another.
     */
    public Optional<LineOption> find(String spelling, LineProgram program) {
        List<LineOption> spelled = bySpelling.getOrDefault(normalized(spelling), List.of());
        return spelled.stream()
                .filter(o -> o.isOf(program))
                .sorted((a, b) ->
                        Boolean.compare(a.lastBuild().isPresent(), b.lastBuild().isPresent()))
                .findFirst()
                .or(() -> spelled.stream()
                        .filter(o -> !o.isOf(LineProgram.LLAMA_BENCH))
                        .findFirst());
    }

    /** Finds the option that an environment variable sets. */
    Optional<LineOption> variable(String name) {
        return Optional.ofNullable(byVariable.get(name));
    }

    /** Returns a spelling as it is compared. */
    static String normalized(String spelling) {
        return spelling.startsWith("--") ? spelling.replace('_', '-') : spelling;
    }

    /** Returns the spellings of a program's and a command's options that come nearest to one that is not known. */
    List<String> nearest(String spelling, LineProgram program, OwnOptions own) {
        List<String> known = Stream.concat(
                        all.stream()
                                .filter(o -> o.isOf(program))
                                .flatMap(o -> Stream.concat(o.names().stream(), o.negatives().stream())),
                        own.values().keySet().stream())
                .distinct()
                .toList();
        return Spelling.nearest(spelling, known);
    }

    private static LineOptions read() {
        List<LineOption> options = new ArrayList<>();
        try (InputStream in = LineOptions.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing from the build");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    options.add(option(line.split("\t", -1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new LineOptions(options);
    }

    private static LineOption option(String[] cells) {
        if (cells.length != COLUMNS) {
            throw new IllegalStateException(FILE + ": " + cells[0] + " has " + cells.length + " columns");
        }
        int builds = cells[6].indexOf("..");
        return new LineOption(
                names(cells[0]),
                names(cells[1]),
                given(cells[2]),
                Integer.parseInt(cells[3]),
                cells[4],
                LineOption.Effect.valueOf(cells[5].toUpperCase(Locale.ROOT)),
                builds < 0 ? Optional.empty() : build(cells[6].substring(0, builds)),
                builds < 0 ? Optional.empty() : build(cells[6].substring(builds + 2)),
                given(cells[7]).orElse(""),
                given(cells[8]).orElse(""));
    }

    private static List<String> names(String cell) {
        return given(cell).map(c -> List.of(c.split(",", -1))).orElse(List.of());
    }

    private static Optional<String> given(String cell) {
        return cell.isEmpty() || cell.equals(NOTHING) ? Optional.empty() : Optional.of(cell);
    }

    private static Optional<Integer> build(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Integer.valueOf(text));
    }

    private static final class Holder {
        static final LineOptions BUNDLED = read();
    }
}
