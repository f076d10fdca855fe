package dev.llmfit.sizing.speed;

/**
 * Generation with a draft model: the draft proposes {@code n_draft} tokens one by one, the target checks them in one batch and
 * keeps those that it would have chosen itself.
 *
 * <p>Source: Leviathan, Kalman and Matias, "Fast Inference from Transformers via Speculative Decoding" (2023), equation 1: with
 * each token accepted with probability a, a round yields (1 - a^(n+1)) / (1 - a) tokens. What is accepted depends on the text
 * and the pair of models and is not predicted: the range covers the probabilities that the paper reports for small drafts.
 */
public final class SpeculativeSpeed {
    /** Tokens that llama.cpp drafts by default ({@code common_params_speculative_draft::n_max} in {@code common.h}). */
    public static final int N_DRAFT = 3;

    /** Lowest probability of acceptance in the range: chat at a temperature of 1. */
    public static final double LOW = 0.4;

    /** Highest probability of acceptance in the range: code, and drafts of the same family. */
    public static final double HIGH = 0.8;

    /** The middle of the two. */
    private static final double MID = 0.6;

    private SpeculativeSpeed() {}

    /**
     * Returns tokens per second of one sequence.
     *
     * @param target the launch of the target model, of one sequence
     * @param draft the launch of the draft model
     * @param nDraft tokens drafted in a round
     */
    public static SpeedRange generation(SpeedModel speeds, SpeedRequest target, SpeedRequest draft, int nDraft) {
        if (nDraft < 1) {
            throw new IllegalArgumentException("a round needs at least one drafted token");
        }
        SpeedRange check = speeds.generation(target.withSequences(nDraft + 1));
        SpeedRange propose = speeds.generation(draft);
        return new SpeedRange(
                tokens(LOW, nDraft) / seconds(check.low(), propose.low(), nDraft),
                tokens(MID, nDraft) / seconds(check.mid(), propose.mid(), nDraft),
                tokens(HIGH, nDraft) / seconds(check.high(), propose.high(), nDraft));
    }

    /** Returns the tokens of a round. */
    static double tokens(double accepted, int nDraft) {
        return (1 - Math.pow(accepted, nDraft + 1.0)) / (1 - accepted);
    }

    private static double seconds(double check, double propose, int nDraft) {
        return 1 / check + nDraft / propose;
    }
}
