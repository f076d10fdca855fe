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
        return generation(speeds.generation(checking(target, nDraft)), speeds.generation(draft), nDraft);
    }

    private static SpeedRequest checking(SpeedRequest target, int nDraft) {
        if (nDraft < 1) {
            throw new IllegalArgumentException("a round needs at least one drafted token");
        }
        return target.withSequences(nDraft + 1);
    }

    private static SpeedRange generation(SpeedRange check, SpeedRange propose, int nDraft) {
        return new SpeedRange(
                tokens(LOW, nDraft) / seconds(check.low(), propose.low(), nDraft),
                tokens(MID, nDraft) / seconds(check.mid(), propose.mid(), nDraft),
                tokens(HIGH, nDraft) / seconds(check.high(), propose.high(), nDraft));
    }

    /**
     * Returns tokens per second of one sequence whose model proposes tokens with its own next-token-prediction layers, one by one.
     *
     * @param target the launch, of one sequence
     * @param nDraft tokens drafted in a round
     */
    public static SpeedRange nextTokens(SpeedModel speeds, SpeedRequest target, int nDraft) {
        SpeedRange one = speeds.generation(target);
        double share = speeds.nextTokenShare(target);
        return generation(
                speeds.generation(checking(target, nDraft)),
                new SpeedRange(one.low() / share, one.mid() / share, one.high() / share),
                nDraft);
    }

    /** Returns the tokens of a round. */
    static double tokens(double accepted, int nDraft) {
        return (1 - Math.pow(accepted, nDraft + 1.0)) / (1 - accepted);
    }

    private static double seconds(double check, double propose, int nDraft) {
        return 1 / check + nDraft / propose;
    }
}
