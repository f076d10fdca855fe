package dev.llmfit.sizing.speed;

/**
 * Tokens per second with the range that holds about four of five measurements.
 *
 * @param low lower end
 * @param mid expected value
 * @param high upper end; never above what memory bandwidth or arithmetic allow
 */
public record SpeedRange(double low, double mid, double high) {
    public SpeedRange {
        if (!(low > 0 && low <= mid && mid <= high && Double.isFinite(high))) {
            throw new IllegalArgumentException("not a range: " + low + " " + mid + " " + high);
        }
    }

    /** Returns {@code mid} plus or minus a share of it, cut off at {@code limit}. */
    static SpeedRange around(double mid, double share, double limit) {
        return between(1 - share, mid, 1 + share, limit);
    }

    /**
     * Returns {@code mid} with the factors between which measurements lie, cut off at {@code limit}.
     *
     * @param low factor of the lower end, above 0 and at most 1
     * @param high factor of the upper end, at least 1
     */
    static SpeedRange between(double low, double mid, double high, double limit) {
        double capped = Math.min(mid, limit);
        return new SpeedRange(capped * low, capped, Math.min(capped * high, Math.max(capped, limit)));
    }
}
