package dev.llmfit.recommend.quality;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.recommend.quality.LossTables.CacheLoss;
import dev.llmfit.recommend.quality.LossTables.FileTypeLoss;
import dev.llmfit.recommend.quality.LossTables.Loss;
import dev.llmfit.recommend.quality.LossTables.SizeFactor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What file types and cache types lose.
 *
 * <p>Every type was measured on Llama 3 8B. A model of another size loses in nats as many times as much as the measurements of its size
 * say ({@code size-loss.csv}), a mixture of experts somewhat more. A type that a publisher made up is placed on the curve by its bits per
 * weight. What was measured on an architecture itself goes before ({@code model-loss.csv}).
 */
public final class QualityTable {
    /**
     * Nats of perplexity that a doubling of the parameters is worth: ln(5.7965 / 3.4313) over log2(68.98 / 6.74) doublings, from Llama
     * 2 7B and 70B at 16 bit in llama.cpp's {@code tools/perplexity/README.md}.
     */
    static final double NATS_PER_DOUBLING = 0.156;

    /** A point of a curve. */
    private record Point(double x, double y) {}

    /** Logarithm of the nats that Llama 3 8B loses by bits per weight, with an importance matrix. */
    private static final List<Point> BY_BITS = byBits();

    /** Logarithm of the factor by the logarithm of the parameters. */
    private static final List<Point> BY_SIZE = bySize();

    private QualityTable() {}

    /** Returns what a file loses. */
    public static Quality of(QuantizedFile file) {
        if (file.isNative()) {
            return Quality.measured(0, "published in this type");
        }
        Optional<Loss> own = LossTables.measured(file);
        if (own.isPresent()) {
            return Quality.measured(own.get().percent(), own.get().source());
        }
        return reference(file)
                .map(loss -> scaled(loss, file))
                .map(loss -> Quality.measured(loss.percent(), loss.source()))
                .orElseGet(Quality::unknown);
    }

    private static Loss scaled(Loss reference, QuantizedFile file) {
        double factor = sizeFactor(file.parameters()) * (file.mixture() ? LossTables.MIXTURE_FACTOR : 1);
        return new Loss(Math.expm1(nats(reference.percent()) * factor) * 100, reference.source());
    }

    /** Returns what Llama 3 8B would lose in a file made like this. */
    private static Optional<Loss> reference(QuantizedFile file) {
        Optional<FileTypeLoss> known = known(file.fileType());
        boolean own = file.preparation() == Preparation.DYNAMIC && known.isPresent();
        if (own && file.bitsPerWeight().isPresent()) {
            double bits = file.bitsPerWeight().getAsDouble();
            return Optional.of(new Loss(
                    atBits(bits), "by its bits per weight; " + known.get().source()));
        }
        return known.map(row -> row.of(file.preparation()));
    }

    /** Returns the loss of Llama 3 8B in a file with an importance matrix and so many bits per weight, percent. */
    private static double atBits(double bits) {
        return Math.expm1(Math.exp(between(BY_BITS, bits))) * 100;
    }

    private static List<Point> byBits() {
        List<Point> curve = new ArrayList<>();
        for (FileTypeLoss row : LossTables.FILE_TYPES.values()) {
            double percent = row.of(Preparation.IMATRIX).percent();
            row.bits().ifPresent(b -> curve.add(new Point(b, Math.log(nats(percent)))));
        }
        curve.sort(Comparator.comparingDouble(Point::x));
        return List.copyOf(curve);
    }

    private static double sizeFactor(long parameters) {
        return Math.exp(between(BY_SIZE, Math.log((double) parameters)));
    }

    private static List<Point> bySize() {
        List<Point> curve = new ArrayList<>();
        for (SizeFactor size : LossTables.SIZES) {
            curve.add(new Point(Math.log(size.parameters()), Math.log(size.factor())));
        }
        return List.copyOf(curve);
    }

    /** Returns the value between the two nearest points of a curve; beyond the ends that of the end. */
    private static double between(List<Point> curve, double x) {
        Point before = curve.getFirst();
        for (Point point : curve) {
            if (x <= point.x()) {
                double width = point.x() - before.x();
                return width <= 0 || x <= before.x()
                        ? point.y()
                        : before.y() + (point.y() - before.y()) * (x - before.x()) / width;
            }
            before = point;
        }
        return before.y();
    }

    private static double nats(double percent) {
        return Math.log1p(percent / 100);
    }

    /** Returns the row of a type; one that a publisher made up has that of the type after which it is called. */
    private static Optional<FileTypeLoss> known(String fileType) {
        return Optional.ofNullable(LossTables.FILE_TYPES.get(fileType))
                .or(() -> TypeLabel.of(fileType)
                        .map(label -> LossTables.FILE_TYPES.get(label.fileType().name())));
    }

    /** Returns the quality of a launch of a model of so many parameters with these cache types. */
    public static Quality withCache(Quality file, long parameters, GgmlType typeK, GgmlType typeV) {
        Optional<CacheLoss> keys = cache(typeK, parameters);
        double percent = (percent(keys) + percent(cache(typeV, parameters))) / 2;
        String source = keys.map(row -> row.loss().source()).orElse("cache type not measured");
        return file.worse(percent, source);
    }

    private static Optional<CacheLoss> cache(GgmlType type, long parameters) {
        return LossTables.CACHES.stream()
                .filter(row -> row.isOf(type.ggmlName(), parameters))
                .findFirst();
    }

    private static double percent(Optional<CacheLoss> row) {
        return row.map(r -> r.loss().percent()).orElse(0.0);
    }

    /** Returns whether a file type was measured, or the one after which it is called. */
    public static boolean isMeasured(String fileType) {
        return known(fileType).isPresent();
    }
}
