package dev.llmfit.sizing.speed;

/**
 * Generation with tokens that are guessed ahead.
 *
 * @param tg tokens per second of one sequence
 * @param least probability that a token is accepted, at the lower end
 * @param most the same at the upper end
 */
public record DraftedSpeed(SpeedRange tg, double least, double most) {
    public DraftedSpeed {
        if (!(least > 0 && least <= most && most < 1)) {
            throw new IllegalArgumentException("not probabilities: " + least + " and " + most);
        }
    }
}
