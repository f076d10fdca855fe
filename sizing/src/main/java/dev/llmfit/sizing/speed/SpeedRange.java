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
        double capped = Math.min(mid, limit);
        return new SpeedRange(capped * (1 - share), capped, Math.min(capped * (1 + share), Math.max(capped, limit)));
    }
}
