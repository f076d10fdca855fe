package dev.llmfit.sizing.speed;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a power limit leaves of a card's clock, and so of its arithmetic. The memory keeps its clock: generation, which reads,
 * loses only what unpacking weights takes longer.
 *
 * <p>Sources: prompts of an RTX 3090 reach 1,751 tok/s at 350 W and 1,318 at 180 W (club-3090 issue 104, 18 limits), which is an
 * exponent of 0.43; six of them 9,893 at 350 W, 9,326 at 300, 8,436 at 250, 5,941 at 200 and 2,549 at 150 W, while generation
 * keeps 94 % at 200 W (llmgarage.ai, "Power Limit Sweep", February 2026): 0.38 to 0.9, and a collapse below half.
 */
final class PowerLimit {
    /** Speed of arithmetic goes with this power of the limit. */
    private static final double EXPONENT = 0.5;

    /** Share of the usual power below which clocks collapse. */
    private static final double KNEE = 0.5;

    /** The same below that. */
    private static final double COLLAPSE = 2;

    private PowerLimit() {}

    /**
     * Returns the clock as a share of the usual one.
     *
     * @param watts the limit
     * @param usual power of the board in the hardware database: {@code 350}, or {@code 35-115} of laptops, whose most counts
     */
    static double clock(Optional<Double> watts, Optional<String> usual) {
        OptionalDouble full = usual.map(PowerLimit::most).orElse(OptionalDouble.empty());
        if (watts.isEmpty() || full.isEmpty()) {
            return 1;
        }
        double share = Math.min(1, watts.get() / full.getAsDouble());
        double clock = Math.pow(Math.max(share, KNEE), EXPONENT);
        return share < KNEE ? clock * Math.pow(share / KNEE, COLLAPSE) : clock;
    }

    /** Returns the most that a text of the hardware database tells. */
    static OptionalDouble most(String usual) {
        return watts(usual.substring(Math.max(usual.lastIndexOf('-'), usual.lastIndexOf('/')) + 1));
    }

    /** Returns the least that it tells: the same where it is no range. */
    static OptionalDouble least(String usual) {
        return watts(usual.split("[-/]", 2)[0]);
    }

    private static OptionalDouble watts(String text) {
        String number = text.strip();
        return number.matches("[0-9]{1,4}") ? OptionalDouble.of(Double.parseDouble(number)) : OptionalDouble.empty();
    }
}
