package dev.llmfit.tui.view;

import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.units.Bytes;
import java.util.Locale;

/** Figures as the screen shows them. */
final class Figures {
    /** Tokens of a k: contexts are powers of two. */
    private static final int K = 1024;

    private Figures() {}

    static String gib(Bytes bytes) {
        return one(bytes.gib());
    }

    static String gib(long bytes) {
        return one(bytes / (double) (1L << 30));
    }

    static String one(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Returns a context in a few characters: {@code 16k}. */
    static String context(int tokens) {
        return tokens < K ? Integer.toString(tokens) : tokens / K + "k";
    }

    static String speed(SpeedRange range) {
        return TwoDigits.range(new Speed.Range(range.low(), range.mid(), range.high()));
    }

    /** Returns weights in billions: {@code 30.7 B}, with those that one token uses: {@code 34.7 B A3.5}. */
    static String parameters(long all, long active) {
        double billions = all / 1e9;
        String text = billions >= 100 ? String.format(Locale.ROOT, "%.0f B", billions) : one(billions) + " B";
        return active > 0 && active < all * 0.95 ? text + " A" + one(active / 1e9) : text; // as recommend tells it
    }
}
