package dev.llmfit.recommend.speed;

/**
 * Expected speed of a launch.
 *
 * @param tg generation, tok/s
 * @param pp prompt processing, tok/s
 * @param basis {@code measured}, {@code calibrated} or {@code model}
 */
public record Speed(Range tg, Range pp, String basis) {
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
