package dev.llmfit.recommend.wish;

import dev.llmfit.recommend.fit.NextLayer;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;

/**
 * A launch with what it gives.
 *
 * @param offer the model
 * @param fileType file type
 * @param fileBytes size of the file
 * @param options the launch
 * @param estimate what it allocates
 * @param verdict where the weights lie
 * @param quality loss by file type and cache type
 * @param speed expected speed
 * @param next what one more layer on the GPU would miss
 * @param score how good it is for the request
 */
public record PlannedLaunch(
        ModelOffer offer,
        String fileType,
        Bytes fileBytes,
        LaunchOptions options,
        Estimate estimate,
        Verdict verdict,
        Quality quality,
        Speed speed,
        NextLayer next,
        Score score) {

    /** Returns the same launch, written in another way. */
    public PlannedLaunch with(LaunchOptions same, Estimate sized) {
        return new PlannedLaunch(offer, fileType, fileBytes, same, sized, verdict, quality, speed, next, score);
    }

    /** Returns the same launch with its speed. */
    public PlannedLaunch with(Speed other) {
        return new PlannedLaunch(offer, fileType, fileBytes, options, estimate, verdict, quality, other, next, score);
    }

    /** Returns the generation that counts for the request, tok/s: of each slot while all generate, where there are several. */
    public double tg() {
        return score.tg();
    }

    /** Returns whether the other launch is at least as good in quality, speed and context, and better in one. */
    public boolean dominatedBy(PlannedLaunch other) {
        int quality = Double.compare(this.quality.doublingsLost(), other.quality.doublingsLost());
        int tg = Double.compare(other.tg(), tg());
        int ctx = Integer.compare(other.options.nCtx(), options.nCtx());
        boolean noWorse = quality >= 0 && tg >= 0 && ctx >= 0;
        return noWorse && (quality > 0 || tg > 0 || ctx > 0);
    }
}
