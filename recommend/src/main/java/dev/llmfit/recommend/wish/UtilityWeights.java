package dev.llmfit.recommend.wish;

import dev.llmfit.rules.Preferences;
import dev.llmfit.rules.Setting;

/**
 * What the parts of a launch's worth weigh, all in doublings of a model's size.
 *
 * @param caution standard errors of a model's quality that are taken off
 * @param cautionUnmeasured the same, of a model that nobody measured
 * @param loss how many times what perplexity says a file type costs
 * @param freePpl perplexity loss of a file type that counts for nothing, percent
 * @param cache cost of a quantized cache
 * @param usual worth of a file type that people know
 * @param speed worth of half the time of a turn
 * @param slow worth of a doubled speed below comfort, beside that
 * @param ctx worth of a doubled context below what is needed
 * @param whole worth of lying whole on the devices
 * @param size worth of half the size of the file
 */
public record UtilityWeights(
        double caution,
        double cautionUnmeasured,
        double loss,
        double freePpl,
        double cache,
        double usual,
        double speed,
        double slow,
        double ctx,
        double whole,
        double size) {
    public UtilityWeights {
        for (double weight :
                new double[] {caution, cautionUnmeasured, loss, freePpl, cache, usual, speed, slow, ctx, whole, size}) {
            if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a weight of " + weight);
            }
        }
    }

    /** Returns the weights that the rules prefer. */
    static UtilityWeights of(Preferences rules) {
        return new UtilityWeights(
                rules.value(Setting.CAUTION),
                rules.value(Setting.CAUTION_UNMEASURED),
                rules.value(Setting.WEIGHT_QUALITY),
                rules.value(Setting.FREE_PPL),
                rules.value(Setting.WEIGHT_CACHE),
                rules.value(Setting.WEIGHT_USUAL),
                rules.value(Setting.WEIGHT_SPEED),
                rules.value(Setting.WEIGHT_SLOW),
                rules.value(Setting.WEIGHT_CTX),
                rules.value(Setting.WEIGHT_WHOLE),
                rules.value(Setting.WEIGHT_SIZE));
    }
}
