package dev.llmfit.sizing.speed;

/**
 * What a calibration measured with one small model that ran on the processor alone.
 *
 * @param work what the model costs
 * @param tgTokens tokens generated from an empty context
 * @param tg generation speed in tokens per second
 * @param ppTokens tokens of the prompt, all in one ubatch
 * @param pp prompt speed in tokens per second
 */
public record ProcessorReading(ProcessorWork work, int tgTokens, double tg, int ppTokens, double pp) {
    public ProcessorReading {
        if (tgTokens < 1 || ppTokens < 1 || !(tg > 0) || !(pp > 0) || !Double.isFinite(tg) || !Double.isFinite(pp)) {
            throw new IllegalArgumentException("a reading needs tokens and speeds above 0");
        }
    }
}
