package dev.llmfit.render;

import dev.llmfit.sizing.speed.FirstToken;
import dev.llmfit.sizing.speed.Span;
import java.util.Locale;

/** How long a first token is waited for, in words. */
public final class FirstTokenText {
    /** From here on tenths of a second are not shown. */
    private static final double WHOLE = 10;

    private FirstTokenText() {}

    /** Returns the wait for a prompt, for example {@code first token of a prompt of 1,024 tokens after 0.6 – 1.8 s}. */
    public static String of(FirstToken wait) {
        return String.format(
                Locale.ROOT, "first token of a prompt of %,d tokens after %s", wait.prompt(), seconds(wait.seconds()));
    }

    /** Returns the wait where several prompts come together. */
    public static String together(FirstToken wait) {
        return seconds(wait.seconds()) + " if " + wait.together() + " come at once";
    }

    /** Returns the range of seconds with their unit. */
    public static String seconds(Span wait) {
        String low = number(wait.low());
        String high = number(wait.high());
        return (low.equals(high) ? low : low + " – " + high) + " s";
    }

    private static String number(double seconds) {
        return String.format(Locale.ROOT, seconds < WHOLE ? "%.1f" : "%,.0f", seconds);
    }
}
