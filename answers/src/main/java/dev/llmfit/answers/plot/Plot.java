package dev.llmfit.answers.plot;

import java.util.List;
import java.util.Optional;

/**
 * A picture of numbers: one bar for each value of something, of stacked parts or from a low to a high end, and limits across all.
 *
 * @param title what it shows, one line
 * @param across what the labels are: {@code context, tokens}
 * @param unit unit of the numbers
 * @param bars the bars in their order
 * @param limits what must not be exceeded
 */
public record Plot(String title, String across, String unit, List<Bar> bars, List<Limit> limits) {
    public Plot {
        bars = List.copyOf(bars);
        limits = List.copyOf(limits);
    }

    /** What a bar is of those beside it. */
    public enum Mark {
        /** One of several. */
        NONE,
        /** The one that is taken. */
        TAKEN,
        /** One that does not fit. */
        OVER
    }

    /** What a part of memory holds. */
    public enum Kind {
        WEIGHTS("weights"),
        KV("KV cache"),
        COMPUTE("compute"),
        DRIVER("driver"),
        /** What is not divided. */
        WHOLE("");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** Returns its name for people; empty where there is nothing to name. */
        public String label() {
            return label;
        }
    }

    /**
     * A part of a bar.
     *
     * @param kind what it holds
     * @param amount how much, from 0, in the plot's unit
     */
    public record Part(Kind kind, double amount) {
        public Part {
            check(amount);
        }
    }

    /**
     * A range in the plot's unit.
     *
     * @param low lower end, from 0
     * @param mid expected value
     * @param high upper end
     */
    public record Span(double low, double mid, double high) {
        public Span {
            check(low);
            check(high);
            if (!(low <= mid && mid <= high)) {
                throw new IllegalArgumentException("not a range: " + low + " " + mid + " " + high);
            }
        }
    }

    /**
     * A bar.
     *
     * @param label what it is for
     * @param parts its parts from the left; empty for a bar of a range
     * @param span its range; empty for a bar of parts, and for one that has no number
     * @param mark what it is among the others
     * @param text what is told behind it
     */
    public record Bar(String label, List<Part> parts, Optional<Span> span, Mark mark, String text) {
        public Bar {
            parts = List.copyOf(parts);
        }

        /** Returns where the bar ends. */
        public double end() {
            return span.map(Span::high).orElseGet(() -> total());
        }

        /** Returns the sum of its parts. */
        public double total() {
            return parts.stream().mapToDouble(Part::amount).sum();
        }
    }

    /**
     * A line across all bars.
     *
     * @param label what it limits
     * @param value where it is, in the plot's unit
     */
    public record Limit(String label, double value) {
        public Limit {
            check(value);
        }
    }

    private static void check(double amount) {
        if (!(amount >= 0 && amount < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a plot cannot show " + amount);
        }
    }

    /** Returns the largest number that is shown; 0 if there is none. */
    public double most() {
        double most = limits.stream().mapToDouble(Limit::value).max().orElse(0);
        return Math.max(most, bars.stream().mapToDouble(Bar::end).max().orElse(0));
    }
}
