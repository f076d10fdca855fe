package dev.llmfit.answers.size;

import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.FirstToken;
import dev.llmfit.sizing.speed.SpeedModel;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.sizing.speed.SpeedRequest;
import dev.llmfit.units.Amount;

/**
 * How several slots are served while all of them are busy, each with half of its share of the context filled.
 *
 * @param slots how many
 * @param ctxEach the most tokens that a slot can have: its share, or of a unified cache all
 * @param unified whether slots share one cache, so that together they have no more than one can have
 * @param depth tokens in each
 * @param each generation of each, tok/s
 * @param alone how long the first token is waited for, if one prompt comes
 * @param together how long, if all slots get one at the same time
 */
public record BusySlots(
        int slots, int ctxEach, boolean unified, int depth, SpeedRange each, FirstToken alone, FirstToken together) {
    public BusySlots {
        Amount.count(slots, "slots");
        Amount.count(ctxEach, "ctxEach");
        Amount.count(depth, "depth");
    }

    /** Returns the tokens a second of all slots. */
    public SpeedRange all() {
        return new SpeedRange(slots * each.low(), slots * each.mid(), slots * each.high());
    }

    /**
     * Returns how a launch serves its slots.
     *
     * @param one what the speed model is asked about one sequence
     * @param nCtx context of all slots, tokens
     * @param prompt tokens of a prompt whose first token is waited for
     */
    static BusySlots of(SpeedModel speeds, SpeedRequest one, int nCtx, LaunchOptions options, int prompt) {
        int slots = options.nParallel();
        int share = nCtx / slots;
        SpeedRange read = speeds.prompt(one.withPrompt(prompt));
        return new BusySlots(
                slots,
                options.kvUnified() ? nCtx : share,
                options.kvUnified(),
                share / 2,
                speeds.serving(one, slots, share / 2),
                FirstToken.of(prompt, 1, read),
                FirstToken.of(prompt, slots, read));
    }
}
