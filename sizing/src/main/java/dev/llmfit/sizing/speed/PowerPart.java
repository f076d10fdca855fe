package dev.llmfit.sizing.speed;

import java.util.Locale;

/**
 * A part of a machine that takes power: a card, a chip with processor and GPU, a processor.
 *
 * @param name what it is
 * @param kind what it is like
 * @param least nominal watts, or the least of a range
 * @param most nominal watts, or the most of a range
 * @param basis where the nominal watts come from
 */
public record PowerPart(String name, Kind kind, double least, double most, Basis basis) {
    public PowerPart {
        if (!(least > 0 && least <= most && Double.isFinite(most))) {
            throw new IllegalArgumentException(name + " takes " + least + " to " + most + " W");
        }
    }

    /** What a part is like; each draws shares of its nominal power of its own. */
    public enum Kind {
        CARD,
        HBM,
        PACKAGE,
        PROCESSOR;

        private String constant() {
            return "power." + name().toLowerCase(Locale.ROOT) + ".";
        }
    }

    /** Where nominal watts come from. */
    public enum Basis {
        /** The hardware database. */
        DATABASE,
        /** What the driver lets the board take. */
        LIMIT,
        /** What parts of its kind take. */
        KIND;

        /** Returns the spelling in JSON. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Returns the watts of a test in which it works for a share of the time and waits for the rest.
     *
     * @param share share of the time
     */
    Span watts(SpeedConstants constants, Evidence.Test test, Span share) {
        Span work = draw(constants, test == Evidence.Test.TG ? "tg" : "pp");
        Span wait = draw(constants, "wait");
        return new Span(
                blend(share.low(), work.low(), wait.low()),
                blend(share.mid(), work.mid(), wait.mid()),
                blend(share.high(), work.high(), wait.high()));
    }

    private static double blend(double share, double work, double wait) {
        return share * work + (1 - share) * wait;
    }

    private Span draw(SpeedConstants constants, String state) {
        String name = kind.constant() + state;
        double high = constants.get(name + ".high");
        return new Span(
                least * constants.get(name + ".low"),
                (least + most) / 2 * constants.get(name + ".mid"),
                most * (basis == Basis.LIMIT ? Math.min(1, high) : high));
    }
}
