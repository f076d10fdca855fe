package dev.llmfit.recommend.wish;

import dev.llmfit.recommend.quality.ModelQuality;

/**
 * What the worth of a launch is made of, in doublings of a model's size.
 *
 * @param model how good the model is for the use case
 * @param caution what is taken off for the error
 * @param loss what file type and cache type lose
 * @param speed what slow turns cost, 0 or less
 * @param context what a context below the need costs, 0 or less
 * @param placement worth of lying whole on the devices
 * @param usual worth of a file type that people know
 * @param size what a large file costs, 0 unless small files are preferred
 */
public record ScoreParts(
        ModelQuality model,
        double caution,
        double loss,
        double speed,
        double context,
        double placement,
        double usual,
        double size) {

    /** Nothing is known of the model. */
    public static final ModelQuality UNKNOWN = new ModelQuality(0, 1, 0, 0, false);

    /** Returns parts that are not told apart. */
    public static ScoreParts only(double total) {
        return new ScoreParts(UNKNOWN, 0, 0, 0, 0, total, 0, 0);
    }

    /** Returns the sum, doublings. */
    public double total() {
        return model.value() - caution - loss + speed + context + placement + usual - size;
    }

    /** Returns what the model in its file type is worth, whatever the launch: a cautious reader's quality less the loss. */
    public double answers() {
        return model.value() - caution - loss;
    }

    /** Returns the same parts with the speed's a little less. */
    ScoreParts slower(double by) {
        return new ScoreParts(model, caution, loss, speed - by, context, placement, usual, size);
    }
}
