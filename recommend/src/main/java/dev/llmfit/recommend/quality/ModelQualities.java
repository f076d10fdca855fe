package dev.llmfit.recommend.quality;

import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.catalog.ModelSummary.Confidence;
import dev.llmfit.units.Amount;
import dev.llmfit.units.BundledTable;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How good models are, from {@code model-quality.csv}, and what is expected of models that it does not have, from {@code
 * quality-prior.csv}. {@code bench/quality/run} makes both. The table is read when first asked for; a row is found by binary search
 * and parsed when wanted. Safe for use by several threads.
 */
public final class ModelQualities {
    /** Months are counted from here, as in {@code bench/quality/catalogue.py}. */
    private static final YearMonth EPOCH = YearMonth.of(2023, 1);

    /** The age of a file that does not tell it: in the middle of what people run. Judgement. */
    private static final YearMonth USUAL_RELEASE = YearMonth.of(2025, 1);

    /** How far off that is, months, as a standard error. Judgement. */
    private static final double USUAL_RELEASE_ERROR = 12;

    /** Doublings of 1 billion weights below which each counts for more, as in {@code bench/quality/scale.py}. */
    private static final double SMALL = 1;

    /** The columns of the table, after the name of the model. */
    private static final List<Skill> SKILLS = List.of(Skill.values());

    private static final class Table {
        static final List<String> ROWS = BundledTable.lines(ModelQualities.class, "model-quality.csv");
    }

    private static final class Prior {
        static final List<String> ROWS = BundledTable.lines(ModelQualities.class, "quality-prior.csv");
    }

    private ModelQualities() {}

    /**
     * Returns how good a model of a catalogue is at something; empty if it was not made for it: chat with an embedding model, pictures
     * with a model of texts.
     */
    public static Optional<ModelQuality> of(ModelSummary model, Skill skill) {
        boolean embeds = model.purposes().contains(Skill.EMBEDDING.id())
                || model.purposes().contains("rerank");
        if (embeds != (skill == Skill.EMBEDDING)
                || (skill == Skill.VISION && !model.modalities().contains("image"))) {
            return Optional.empty();
        }
        Optional<ModelQuality> listed =
                model.confidence() == Confidence.USER ? Optional.empty() : listed(model.id(), skill);
        return listed.or(() -> Optional.of(expected(
                skill,
                model.parameters(),
                model.parametersActive(),
                month(model.release()),
                model.purposes().contains("reasoning"))));
    }

    /** Returns how good a model of a catalogue is at all that it was made for. */
    public static Map<Skill, ModelQuality> of(ModelSummary model) {
        Map<Skill, ModelQuality> all = new EnumMap<>(Skill.class);
        for (Skill skill : SKILLS) {
            of(model, skill).ifPresent(quality -> all.put(skill, quality));
        }
        return Collections.unmodifiableMap(all);
    }

    /**
     * Returns what is expected of a model of which nobody published a figure, and whose maker nobody measured.
     *
     * @param parameters weights
     * @param active weights that one token uses
     * @param release month of release; empty if nothing tells it
     * @param thinks whether it thinks before it answers
     */
    public static ModelQuality expected(
            Skill skill, long parameters, long active, Optional<YearMonth> release, boolean thinks) {
        Amount.count(parameters, "parameters");
        Amount.count(active, "active");
        // use, constant, log2_total, log2_active, month, thinks, small, error
        String[] f = row(Prior.ROWS, skill.id()).orElseThrow().split(",", -1);
        double perMonth = Double.parseDouble(f[4]);
        double value = Double.parseDouble(f[1])
                + Double.parseDouble(f[2]) * doublings(parameters)
                + Double.parseDouble(f[3]) * doublings(active)
                + perMonth * EPOCH.until(release.orElse(USUAL_RELEASE), ChronoUnit.MONTHS)
                + (thinks ? Double.parseDouble(f[5]) : 0)
                + Double.parseDouble(f[6]) * Math.max(0, SMALL - doublings(parameters));
        double unknownAge = release.isPresent() ? 0 : perMonth * USUAL_RELEASE_ERROR;
        return new ModelQuality(value, Math.hypot(Double.parseDouble(f[7]), unknownAge), 0, 0, false);
    }

    /**
     * Where a model stands among those of the bundled catalogue that were made for the same.
     *
     * @param better models with a greater value
     * @param all models
     */
    public record Standing(int better, int all) {
        /** Returns the place among all, 1 for the best. */
        public int place() {
            return better + 1;
        }
    }

    /** Returns where a value stands among the models of the bundled catalogue. */
    public static Standing standing(Skill skill, ModelQuality quality) {
        int better = 0;
        int all = 0;
        for (String row : Table.ROWS) {
            Optional<ModelQuality> other = cell(row, skill);
            all += other.isPresent() ? 1 : 0;
            better += other.isPresent() && other.get().value() > quality.value() ? 1 : 0;
        }
        return new Standing(better, all);
    }

    private static double doublings(long parameters) {
        return Math.log(parameters / 1e9) / Math.log(2);
    }

    private static Optional<YearMonth> month(String release) {
        try {
            return Optional.of(YearMonth.parse(release));
        } catch (DateTimeException e) {
            return Optional.empty(); // "not stated"
        }
    }

    /** Returns the figures of a model of the bundled catalogue. */
    private static Optional<ModelQuality> listed(String id, Skill skill) {
        return row(Table.ROWS, id).flatMap(row -> cell(row, skill));
    }

    /** Reads a cell of a row: value, standard error, benchmarks, sources; empty if the model was not made for it. */
    private static Optional<ModelQuality> cell(String row, Skill skill) {
        String[] cells = row.split(",", -1);
        String cell = cells[1 + SKILLS.indexOf(skill)];
        if (cell.isEmpty()) {
            return Optional.empty();
        }
        String[] f = cell.split(" ", -1);
        return Optional.of(new ModelQuality(
                Double.parseDouble(f[0]),
                Double.parseDouble(f[1]),
                Integer.parseInt(f[2]),
                Integer.parseInt(f[3]),
                Arrays.stream(cells).skip(1).anyMatch(ModelQualities::hasBenchmarks)));
    }

    private static boolean hasBenchmarks(String cell) {
        return !cell.isEmpty() && !cell.split(" ", -1)[2].equals("0");
    }

    /** Finds the row whose first field is the key, in rows that are sorted by it. */
    private static Optional<String> row(List<String> rows, String key) {
        int low = 0;
        int high = rows.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            String row = rows.get(middle);
            int order = row.substring(0, row.indexOf(',')).compareTo(key);
            if (order == 0) {
                return Optional.of(row);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }
}
