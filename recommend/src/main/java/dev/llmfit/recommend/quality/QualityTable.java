package dev.llmfit.recommend.quality;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.units.Amount;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Perplexity by file type and cache type, from {@code quality.csv} and {@code cache-quality.csv}.
 *
 * <p>The measurements are of one model of 8 B parameters. Larger models lose less: in nats, Llama 2 70B loses 0.44 (Q4_K_M, Q3_K_M) to
 * 0.5 of what Llama 3 8B loses with the same file type, which is {@code (70 / 8)^-0.34}. The factor is limited to the range that the
 * measurements justify, a factor of 16 in size to either side.
 */
public final class QualityTable {
    /**
     * Nats of perplexity that a doubling of the parameters is worth: ln(5.7965 / 3.4313) over log2(68.98 / 6.74) doublings, from Llama
     * 2 7B and 70B at 16 bit in llama.cpp's {@code tools/perplexity/README.md}.
     */
    static final double NATS_PER_DOUBLING = 0.156;

    /** Weights of Llama 3 8B, of which the measurements are. */
    private static final double MEASURED_PARAMETERS = 8.03e9;

    /** From two sizes, see above: {@code ln(0.44 … 0.5) / ln(70 / 8)} is -0.38 to -0.32. */
    private static final double SIZE_EXPONENT = -0.34;

    /** A model 16 times as large as the measured one; larger ones are taken to lose no less. */
    private static final double SMALLEST_FACTOR = Math.pow(16, SIZE_EXPONENT);

    /** A model of a sixteenth; smaller ones are taken to lose no more. */
    private static final double LARGEST_FACTOR = Math.pow(1.0 / 16, SIZE_EXPONENT);

    private record Row(double percent, String source) {
        Row {
            Amount.rate(percent, "percent");
        }
    }

    private static final class Tables {
        static final Map<String, Row> FILE_TYPES = fileTypes();
        static final Map<String, Row> CACHE_TYPES = cacheTypes();
    }

    private QualityTable() {}

    /**
     * Returns the quality of a file.
     *
     * @param fileType as llama.cpp names it, for example {@code Q4_K_M}
     * @param parameters weights of the model
     * @param nativeType type the model was published in if not 16 bit, for example {@code MXFP4}
     */
    public static Quality of(String fileType, long parameters, Optional<String> nativeType) {
        if (nativeType.isPresent() && fileType.startsWith(nativeType.get())) {
            return Quality.measured(0, "published in this type");
        }
        Row row = row(fileType);
        if (row == null) {
            return Quality.unknown();
        }
        double factor = Math.pow(parameters / MEASURED_PARAMETERS, SIZE_EXPONENT);
        double nats = Math.log1p(row.percent() / 100) * Math.clamp(factor, SMALLEST_FACTOR, LARGEST_FACTOR);
        return Quality.measured(Math.expm1(nats) * 100, row.source());
    }

    /** Returns the row of a type; one that a publisher made up is taken to lose what the type loses after which it is called. */
    private static @Nullable Row row(String fileType) {
        Row row = Tables.FILE_TYPES.get(fileType);
        return row != null
                ? row
                : TypeLabel.of(fileType)
                        .map(label -> Tables.FILE_TYPES.get(label.fileType().name()))
                        .orElse(null);
    }

    /** Returns the quality of a launch with these cache types. */
    public static Quality withCache(Quality file, GgmlType typeK, GgmlType typeV) {
        double percent = (cachePercent(typeK) + cachePercent(typeV)) / 2;
        Row row = Tables.CACHE_TYPES.get(typeK.ggmlName());
        return file.worse(percent, row == null ? "cache type not measured" : row.source());
    }

    private static double cachePercent(GgmlType type) {
        Row row = Tables.CACHE_TYPES.get(type.ggmlName());
        return row == null ? 0 : row.percent();
    }

    /** Returns whether a file type was measured, or the one after which it is called. */
    public static boolean isMeasured(String fileType) {
        return row(fileType) != null;
    }

    private static Map<String, Row> fileTypes() {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (String line : lines("quality.csv")) {
            String[] fields = line.split(",", 4);
            String percent = fields[1].isEmpty() ? fields[2] : fields[1];
            rows.put(fields[0], new Row(Double.parseDouble(percent), fields[3].replace("\"", "")));
        }
        return rows;
    }

    private static Map<String, Row> cacheTypes() {
        Map<String, Row> rows = new HashMap<>();
        for (String line : lines("cache-quality.csv")) {
            String[] fields = line.split(",", 3);
            rows.put(fields[0], new Row(Double.parseDouble(fields[1]), fields[2].replace("\"", "")));
        }
        return rows;
    }

    /** Returns the lines after comments and the heading. */
    private static Iterable<String> lines(String name) {
        try (InputStream in = QualityTable.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the build");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(l -> !l.startsWith("#"))
                    .skip(1)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
