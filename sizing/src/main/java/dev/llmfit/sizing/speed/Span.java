package dev.llmfit.sizing.speed;

/**
 * An amount with the range that is meant to hold about four of five measurements; its unit is told where it is used.
 *
 * @param low lower end
 * @param mid expected value
 * @param high upper end
 */
public record Span(double low, double mid, double high) {
    public Span {
        if (!(low >= 0 && low <= mid && mid <= high && Double.isFinite(high))) {
            throw new IllegalArgumentException("not a range: " + low + " " + mid + " " + high);
        }
    }

    /** Returns the sum; both ends are reached together. */
    Span plus(Span other) {
        return new Span(low + other.low, mid + other.mid, high + other.high);
    }

    /** Returns the seconds in which so many tokens are read or written. */
    static Span seconds(double tokens, SpeedRange speed) {
        return new Span(tokens / speed.high(), tokens / speed.mid(), tokens / speed.low());
    }

    /**
     * Returns this over a speed. The two are wrong for reasons of their own, so the logarithms of their errors add up like the sides of a
     * right triangle.
     */
    Span over(SpeedRange speed) {
        double middle = mid / speed.mid();
        return new Span(
                middle * Math.exp(-Math.hypot(ratio(mid, low), ratio(speed.high(), speed.mid()))),
                middle,
                middle * Math.exp(Math.hypot(ratio(high, mid), ratio(speed.mid(), speed.low()))));
    }

    /** Returns this times a number. */
    Span times(double factor) {
        return new Span(low * factor, mid * factor, high * factor);
    }

    private static double ratio(double above, double below) {
        return Math.log(above / below);
    }
}
