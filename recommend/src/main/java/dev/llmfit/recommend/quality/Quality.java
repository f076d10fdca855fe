package dev.llmfit.recommend.quality;

import dev.llmfit.units.Amount;
import java.util.Optional;

/**
 * How much a file type and a cache type lose of a model. It says nothing of how good the model is.
 *
 * @param pplPercent perplexity above the published weights, percent; empty if nobody measured this type
 * @param dots 1 (poor) to 5 (as good as 16 bit); empty if not measured
 * @param doublingsLost the loss as doublings of the parameter count
 * @param source where the numbers come from
 */
public record Quality(Optional<Double> pplPercent, Optional<Integer> dots, double doublingsLost, String source) {
    public Quality {
        pplPercent.ifPresent(p -> Amount.rate(p, "pplPercent"));
        Amount.rate(doublingsLost, "doublingsLost");
    }

    /**
     * Perplexity above 16 bit, percent, up to which a file has 5, 4, 3 and 2 dots: cuts in gaps of {@code
     * file-loss.csv}, just above Q5_K_M, IQ4_XS, IQ3_XS and Q2_K. Judgement.
     */
    private static final double[] LIMITS = {1, 3.7, 15, 45};

    /**
     * Losses up to so many percent of perplexity read as none: the error of a measurement on Wikitext-2 is 0.6 % (llama.cpp {@code
     * tools/perplexity/README.md}), and no benchmark tells them apart. Half of it, judgement; the rules' {@code free_ppl} is the same.
     */
    public static final double NOTHING = 0.3;

    /** Returns the quality of a measured loss. */
    static Quality measured(double pplPercent, String source) {
        int dots = 5;
        for (double limit : LIMITS) {
            dots -= pplPercent > limit ? 1 : 0;
        }
        double doublings = Math.log1p(pplPercent / 100) / QualityTable.NATS_PER_DOUBLING;
        return new Quality(Optional.of(pplPercent), Optional.of(dots), doublings, source);
    }

    /** Returns the quality of a type that nobody measured. */
    public static Quality unknown() {
        return new Quality(Optional.empty(), Optional.empty(), 0, "not measured for this file type");
    }

    /** Returns this quality with a further loss of perplexity. */
    Quality worse(double percent, String otherSource) {
        if (percent == 0 || pplPercent.isEmpty()) {
            return this;
        }
        double both = ((1 + pplPercent.get() / 100) * (1 + percent / 100) - 1) * 100;
        return measured(both, source + "; " + otherSource);
    }
}
