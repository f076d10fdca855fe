package dev.llmfit.sizing.speed;

/**
 * Generation with a draft model: the draft proposes {@code n_draft} tokens one by one, the target checks them in one batch and
 * keeps those that it would have chosen itself.
 *
 * <p>Source: Leviathan, Kalman and Matias, "Fast Inference from Transformers via Speculative Decoding" (2023), equation 1: with
 * each token accepted with probability a, a round yields (1 - a^(n+1)) / (1 - a) tokens. What is accepted depends on the text
 * and the pair of models and is not predicted: the range covers the probabilities that the paper reports for small drafts, and those that
 * people measured of a model's own layers.
 */
public final class SpeculativeSpeed {
    /** Tokens that llama.cpp drafts by default ({@code common_params_speculative_draft::n_max} in {@code common.h}). */
    public static final int N_DRAFT = 3;

    /** Acceptance of a small draft's tokens: chat at a temperature of 1, the middle, and code with drafts of the same family. */
    private static final Acceptance OF_DRAFTS = new Acceptance(0.4, 0.6, 0.8);

    /**
     * Acceptance of a model's own next-token-prediction layers: {@code next-token-rows.csv} names shares of 0.375 to 0.87 of all drafted
     * tokens, which are probabilities of 0.67 to 0.87 for each; single prompts go down to 0.6 and up to 0.95.
     */
    private static final Acceptance OF_OWN_LAYERS = new Acceptance(0.6, 0.8, 0.9);

    /**
     * A round takes so many times as long as its parts: sampling, copies and waits between drafting and checking, which the formula of
     * generation does not have. Median of {@code next-token-rows.csv}; single rows are 1.02 to 1.51.
     */
    private static final double ROUND = 1.2;

    /** Probabilities that a token is accepted. */
    private record Acceptance(double low, double mid, double high) {}

    private SpeculativeSpeed() {}

    /**
     * Returns tokens per second of one sequence.
     *
     * @param target the launch of the target model, of one sequence
     * @param draft the launch of the draft model
     * @param nDraft tokens drafted in a round
     */
    public static DraftedSpeed generation(SpeedModel speeds, SpeedRequest target, SpeedRequest draft, int nDraft) {
        return generation(speeds.generation(checking(target, nDraft)), speeds.generation(draft), nDraft, OF_DRAFTS);
    }

    private static SpeedRequest checking(SpeedRequest target, int nDraft) {
        if (nDraft < 1) {
            throw new IllegalArgumentException("a round needs at least one drafted token");
        }
        return target.withSequences(nDraft + 1);
    }

    private static DraftedSpeed generation(SpeedRange check, SpeedRange propose, int nDraft, Acceptance accepted) {
        SpeedRange tg = new SpeedRange(
                tokens(accepted.low(), nDraft) / seconds(check.low(), propose.low(), nDraft),
                tokens(accepted.mid(), nDraft) / seconds(check.mid(), propose.mid(), nDraft),
                tokens(accepted.high(), nDraft) / seconds(check.high(), propose.high(), nDraft));
        return new DraftedSpeed(tg, accepted.low(), accepted.high());
    }

    /**
     * Returns tokens per second of one sequence whose model proposes tokens with its own next-token-prediction layers, one by one.
     *
     * @param target the launch, of one sequence
     * @param nDraft tokens drafted in a round
     */
    public static DraftedSpeed nextTokens(SpeedModel speeds, SpeedRequest target, int nDraft) {
        SpeedRange one = speeds.generation(target);
        double share = speeds.nextTokenShare(target);
        return generation(
                speeds.generation(checking(target, nDraft)),
                new SpeedRange(one.low() / share, one.mid() / share, one.high() / share),
                nDraft,
                OF_OWN_LAYERS);
    }

    /**
     * Returns how many times as fast generation is with a model's own next-token-prediction layers, if so large a share of the drafted
     * tokens is accepted as llama-server tells ({@code draft acceptance}: accepted over drafted).
     */
    static double gain(SpeedModel speeds, SpeedRequest target, int nDraft, double acceptedShare) {
        double one = speeds.generation(target).mid();
        double check = speeds.generation(checking(target, nDraft)).mid();
        return (1 + nDraft * acceptedShare) / one / seconds(check, one / speeds.nextTokenShare(target), nDraft);
    }

    /** Returns the tokens of a round. */
    static double tokens(double accepted, int nDraft) {
        return (1 - Math.pow(accepted, nDraft + 1.0)) / (1 - accepted);
    }

    private static double seconds(double check, double propose, int nDraft) {
        return ROUND * (1 / check + nDraft / propose);
    }
}
