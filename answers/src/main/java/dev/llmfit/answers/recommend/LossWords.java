package dev.llmfit.answers.recommend;

import dev.llmfit.recommend.quality.Quality;
import java.util.Locale;

/** What a file type or a cache type loses, as people read it. */
public final class LossWords {
    /** Losses below so many percent are told with a decimal. */
    private static final double FEW = 10;

    private LossWords() {}

    /** Returns a loss of perplexity in percent, or that it is none that could be measured. */
    public static String of(Quality quality) {
        return quality.pplPercent()
                .map(p -> p <= Quality.NOTHING
                        ? "nothing"
                        : String.format(Locale.ROOT, p < FEW ? "%.1f %%" : "%.0f %%", p))
                .orElse("unknown");
    }
}
