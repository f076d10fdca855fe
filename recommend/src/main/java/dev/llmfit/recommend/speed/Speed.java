package dev.llmfit.recommend.speed;

import dev.llmfit.sizing.speed.StoredNumber;
import java.util.Optional;

/**
 * Expected speed of a launch.
 *
 * @param tg generation, tok/s
 * @param pp prompt processing, tok/s
 * @param basis {@code measured}, {@code calibrated} or {@code model}
 * @param from the stored number that it rests on; empty for the formula alone
 */
public record Speed(Range tg, Range pp, String basis, Optional<StoredNumber> from) {
    /** Creates a speed that rests on nothing that is kept. */
    public Speed(Range tg, Range pp, String basis) {
        this(tg, pp, basis, Optional.empty());
    }

    /**
     * A range with its most likely value.
     *
     * @param low low end
     * @param mid most likely
     * @param high high end
     */
    public record Range(double low, double mid, double high) {
        public Range {
            if (!(low >= 0 && low <= mid && mid <= high) || Double.isInfinite(high)) {
                throw new IllegalArgumentException("not a range: " + low + " " + mid + " " + high);
            }
        }
    }
}
