package dev.llmfit.recommend.quality;

import dev.llmfit.units.Amount;
import dev.llmfit.units.BundledTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** The tables of measured losses, as {@code bench/loss/run} makes them. */
final class LossTables {
    /** A loss of perplexity, percent, and where it comes from. */
    record Loss(double percent, String source) {
        Loss {
            Amount.rate(percent, "percent");
        }
    }

    /**
     * A file type of Llama 3 8B.
     *
     * @param withImatrix made with an importance matrix
     * @param without made without
     * @param bits bits per weight
     */
    record FileTypeLoss(OptionalDouble withImatrix, OptionalDouble without, OptionalDouble bits, String source) {
        /** Returns the loss of a file made like this; of one made otherwise if only that was measured. */
        Loss of(Preparation preparation) {
            OptionalDouble own = preparation == Preparation.PLAIN ? without : withImatrix;
            OptionalDouble other = preparation == Preparation.PLAIN ? withImatrix : without;
            return new Loss(own.isPresent() ? own.getAsDouble() : other.orElseThrow(), source);
        }
    }

    /** How many times the nats of Llama 3 8B a model of so many parameters loses. */
    record SizeFactor(double parameters, double factor) {}

    /** What was measured on models of one architecture, for a range of sizes in billions of parameters. */
    record ModelLoss(
            String architecture, double fromB, double toB, String fileType, Preparation preparation, Loss loss) {
        boolean isOf(QuantizedFile file) {
            return architecture.equals(file.architecture())
                    && within(file.parameters(), fromB, toB)
                    && fileType.equals(file.fileType())
                    && preparation == file.preparation();
        }
    }

    /** What a type of the cache loses in models of a range of sizes. */
    record CacheLoss(String type, double fromB, double toB, Loss loss) {
        boolean isOf(String ggmlName, long parameters) {
            return type.equals(ggmlName) && within(parameters, fromB, toB);
        }
    }

    /** The unit of sizes in the tables. */
    private static final double BILLION = 1e9;

    private static final String MIXTURE = "mixture";

    static final Map<String, FileTypeLoss> FILE_TYPES = fileTypes();
    static final List<SizeFactor> SIZES = sizes();
    static final double MIXTURE_FACTOR = mixtureFactor();
    static final List<ModelLoss> MODELS = models();
    static final List<CacheLoss> CACHES = caches();
    private static final Set<String> PUBLISHERS = publishers();

    private LossTables() {}

    private static boolean within(long parameters, double fromB, double toB) {
        return parameters >= fromB * BILLION && parameters < toB * BILLION;
    }

    /** Returns whether the plain types of a repository are made with an importance matrix. */
    static boolean makesWithImatrix(String repository) {
        String lower = repository.toLowerCase(Locale.ROOT);
        String publisher = lower.substring(0, Math.max(0, lower.indexOf('/')));
        return PUBLISHERS.contains(publisher) || lower.endsWith("-i1-gguf");
    }

    /** Returns what was measured on a model like this. */
    static Optional<Loss> measured(QuantizedFile file) {
        return MODELS.stream().filter(m -> m.isOf(file)).findFirst().map(ModelLoss::loss);
    }

    private static Map<String, FileTypeLoss> fileTypes() {
        Map<String, FileTypeLoss> rows = new LinkedHashMap<>();
        for (List<String> f : BundledTable.rows(LossTables.class, "file-loss.csv")) {
            rows.put(f.get(0), new FileTypeLoss(number(f.get(1)), number(f.get(2)), number(f.get(3)), f.get(4)));
        }
        return rows;
    }

    private static List<SizeFactor> sizes() {
        List<SizeFactor> rows = new ArrayList<>();
        for (List<String> f : BundledTable.rows(LossTables.class, "size-loss.csv")) {
            if (!f.get(0).equals(MIXTURE)) {
                rows.add(new SizeFactor(Double.parseDouble(f.get(1)), Double.parseDouble(f.get(2))));
            }
        }
        rows.sort(Comparator.comparingDouble(SizeFactor::parameters));
        return List.copyOf(rows);
    }

    private static double mixtureFactor() {
        return BundledTable.rows(LossTables.class, "size-loss.csv").stream()
                .filter(f -> f.get(0).equals(MIXTURE))
                .mapToDouble(f -> Double.parseDouble(f.get(2)))
                .findFirst()
                .orElseThrow();
    }

    private static List<ModelLoss> models() {
        List<ModelLoss> rows = new ArrayList<>();
        for (List<String> f : BundledTable.rows(LossTables.class, "model-loss.csv")) {
            rows.add(new ModelLoss(
                    f.get(0),
                    Double.parseDouble(f.get(1)),
                    Double.parseDouble(f.get(2)),
                    f.get(3),
                    Preparation.valueOf(f.get(4).toUpperCase(Locale.ROOT)),
                    new Loss(Double.parseDouble(f.get(5)), f.get(6))));
        }
        return List.copyOf(rows);
    }

    private static List<CacheLoss> caches() {
        List<CacheLoss> rows = new ArrayList<>();
        for (List<String> f : BundledTable.rows(LossTables.class, "cache-loss.csv")) {
            Loss loss = new Loss(Double.parseDouble(f.get(3)), f.get(4));
            rows.add(new CacheLoss(f.get(0), Double.parseDouble(f.get(1)), Double.parseDouble(f.get(2)), loss));
        }
        return List.copyOf(rows);
    }

    private static Set<String> publishers() {
        Set<String> publishers = new HashSet<>();
        for (List<String> f : BundledTable.rows(LossTables.class, "imatrix-publishers.csv")) {
            publishers.add(f.get(0).toLowerCase(Locale.ROOT));
        }
        return Set.copyOf(publishers);
    }

    private static OptionalDouble number(String field) {
        return field.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(field));
    }
}
