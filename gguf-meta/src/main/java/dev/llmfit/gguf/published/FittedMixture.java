package dev.llmfit.gguf.published;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.gguf.quant.Recipe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tensors whose sum is the size that is told of a file with a mixture that nobody states: each takes its type either from the next
 * smaller or from the next larger file type of {@code llama-quantize}, spread evenly over the layers. The sum differs from the size by
 * less than one tensor; single tensors may have other types than in the file.
 */
final class FittedMixture {
    /** Bits of a weight; judgement. */
    private static final double WINDOW = 1.2;

    /** Bits of a weight beyond which the types are few. */
    private static final double HALF = 6;

    private FittedMixture() {}

    /** A file type and the bytes of its tensors. */
    private record Step(Recipe recipe, long bytes) {}

    /**
     * Returns the model with tensors of this size; empty if it is less than the smallest file type's or more than 16 bits take.
     *
     * @param size bytes of all tensors
     */
    static Optional<Model> of(Quantizer quantizer, long size) {
        double bits = Byte.SIZE * (double) size / Math.max(1, quantizer.elements());
        return between(quantizer, steps(quantizer, type -> isNear(type, bits)), size)
                .or(() -> between(quantizer, steps(quantizer, type -> true), size));
    }

    /** Mixtures have about the bits of their default type; those far off are only looked at if nearer ones do not do. */
    private static boolean isNear(FileType type, double bits) {
        double own = Byte.SIZE
                * type.defaultType().blockBytes()
                / (double) type.defaultType().blockSize();
        return Math.abs(own - bits) <= WINDOW || own > HALF;
    }

    private static Optional<Model> between(Quantizer quantizer, List<Step> steps, long size) {
        Optional<Step> below = steps.stream().filter(s -> s.bytes() <= size).max(Comparator.comparingLong(Step::bytes));
        Optional<Step> above = steps.stream().filter(s -> s.bytes() >= size).min(Comparator.comparingLong(Step::bytes));
        return below.isPresent() && above.isPresent()
                ? Optional.of(between(quantizer, below.get(), above.get(), size))
                : Optional.empty();
    }

    private static List<Step> steps(Quantizer quantizer, Predicate<FileType> wanted) {
        List<Step> steps = new ArrayList<>();
        for (FileType type : FileType.values()) {
            if (isStep(type) && wanted.test(type)) {
                quantizer
                        .tensorBytes(type)
                        .ifPresent(bytes -> steps.add(new Step(Recipe.plain(type, Imatrix.PRESENT), bytes)));
            }
        }
        return steps;
    }

    /** Types that need a model trained for them, those before the K types, and 32 bits are in no such mixture. */
    private static boolean isStep(FileType type) {
        return switch (type) {
            case F32, TQ1_0, TQ2_0, Q1_0, Q2_0, MXFP4_MOE, NVFP4, Q4_0, Q4_1, Q5_0, Q5_1 -> false;
            default -> true;
        };
    }

    private static Model between(Quantizer quantizer, Step below, Step above, long size) {
        Model low = quantizer.quantize(below.recipe());
        Model high = quantizer.quantize(above.recipe());
        double share =
                above.bytes() == below.bytes() ? 0 : (size - below.bytes()) / (double) (above.bytes() - below.bytes());
        List<TensorInfo> tensors = new ArrayList<>(low.tensors().size());
        double owed = 0;
        for (int i = 0; i < low.tensors().size(); i++) {
            long step = high.tensors().get(i).bytes() - low.tensors().get(i).bytes();
            owed += share * step;
            boolean raised = step > 0 ? owed >= step / 2.0 : step < 0 && owed <= step / 2.0;
            tensors.add(raised ? high.tensors().get(i) : low.tensors().get(i));
            owed -= raised ? step : 0;
        }
        return new Model(low.name(), low.metadata(), tensors);
    }
}
