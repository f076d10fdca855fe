package dev.llmfit.answers.recommend;

import dev.llmfit.answers.FieldCheck;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a model's positions are stretched beyond the context that it was trained for, as llama.cpp's {@code --rope-scaling} and
 * {@code --rope-scale} say it.
 *
 * @param type {@code linear} or {@code yarn}
 * @param factor by how much; empty for as much as the context needs
 */
public record RopeScaling(String type, Optional<Double> factor) {
    /** llama.cpp's names (common/arg.cpp); {@code none} is no scaling. */
    private static final List<String> TYPES = List.of("linear", "yarn");

    private static final String NONE = "none";

    private static final FieldCheck CHECK = new FieldCheck("recommend");

    /**
     * Creates a scaling.
     *
     * @throws dev.llmfit.answers.RefusedException if llama.cpp has none of that name, or if the factor stretches nothing
     */
    public RopeScaling {
        if (!TYPES.contains(type)) {
            throw CHECK.refused("rope_scaling", "{0} " + type + " is not known; none, linear and yarn are.");
        }
        if (factor.isPresent() && !(factor.get() >= 1 && factor.get() < Double.POSITIVE_INFINITY)) {
            throw CHECK.refused("rope_scale", "{0} is a factor from 1, not " + factor.get() + ".");
        }
    }

    /** Returns what two words of a question mean: a factor alone is linear, as in llama.cpp. */
    public static Optional<RopeScaling> of(Optional<String> type, Optional<Double> factor) {
        if (type.filter(NONE::equalsIgnoreCase).isPresent() || (type.isEmpty() && factor.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new RopeScaling(type.orElse("linear").toLowerCase(Locale.ROOT), factor));
    }

    /** Returns how many tokens a model understands with it. */
    double reach(long trained) {
        return factor.map(f -> f * trained).orElse(Double.POSITIVE_INFINITY);
    }

    /** Returns what to add to the command for this context, one sentence. */
    String sentence(int trained, int ctx) {
        double by = factor.orElse(Math.ceil(ctx / (double) trained));
        String flags = String.format(Locale.ROOT, "--rope-scaling %s --rope-scale %s", type, number(by));
        return String.format(
                Locale.ROOT,
                "%,d tokens are beyond the %,d of training: add %s%s to the command; answers get worse with the"
                        + " factor.",
                ctx,
                trained,
                flags,
                type.equals("yarn") ? " --yarn-orig-ctx " + trained : "");
    }

    private static String number(double factor) {
        return factor == Math.rint(factor) ? Long.toString((long) factor) : Double.toString(factor);
    }
}
