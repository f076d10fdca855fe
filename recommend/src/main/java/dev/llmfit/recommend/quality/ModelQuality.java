package dev.llmfit.recommend.quality;

/**
 * How good a model is at something, in doublings of size: a model that is better by 1 is as good as one of twice its weights, all
 * else equal. 0 is a model of 1 billion weights of January 2023. Values compare within one {@link Skill} only. What they are made
 * of tells {@code docs/judgement.md}.
 *
 * @param value the estimate, doublings
 * @param se its standard error, doublings
 * @param benchmarks public benchmarks of this skill that the model has figures of; 0 if it is estimated from size, age, maker and its
 *     figures in other skills
 * @param sources boards and makers that reported those figures
 * @param isMeasured whether anybody published a figure of the model, of this skill or another
 */
public record ModelQuality(double value, double se, int benchmarks, int sources, boolean isMeasured) {
    public ModelQuality {
        if (!Double.isFinite(value) || !(se > 0) || benchmarks < 0 || sources < 0) {
            throw new IllegalArgumentException(
                    "a quality of " + value + " ± " + se + " by " + benchmarks + " benchmarks of " + sources);
        }
    }

    /** What an estimate rests on. */
    public enum Basis {
        /** Public benchmarks of this skill. */
        MEASURED,
        /** Size, age and maker, and figures in other skills if there are any. */
        ESTIMATED
    }

    /** Returns what it rests on. */
    public Basis basis() {
        return benchmarks > 0 ? Basis.MEASURED : Basis.ESTIMATED;
    }
}
