package dev.llmfit.answers.size;

import dev.llmfit.answers.FieldCheck;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.sizing.speed.Turn;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * The turn whose time is asked for.
 *
 * @param prompt tokens of its prompt; empty for a usual one
 * @param answer tokens of its answer; empty for a usual one
 */
public record TurnWish(OptionalInt prompt, OptionalInt answer) {
    /** A usual one. */
    public static final TurnWish USUAL = new TurnWish(OptionalInt.empty(), OptionalInt.empty());

    public TurnWish {
        if (prompt.isPresent() && prompt.getAsInt() < 1) {
            throw new FieldCheck("size").refused("prompt_tokens", "{0} must be at least 1.");
        }
        if (answer.isPresent() && answer.getAsInt() < 0) {
            throw new FieldCheck("size").refused("answer_tokens", "{0} must be at least 0.");
        }
    }

    /**
     * Returns the turn.
     *
     * @param share tokens of a slot's share of the context, which a usual turn fits into
     * @param most the most tokens that a slot can have
     * @throws RefusedException if what was asked for does not fit there
     */
    Turn in(int share, int most) {
        Turn usual = Turn.usual(share);
        int read = prompt.orElse(Math.clamp((long) most - answer.orElse(0), 1, usual.prompt()));
        int written = answer.orElse(Math.clamp((long) most - read, 0, usual.answer()));
        if ((long) read + written > most) {
            throw new RefusedException(Refusal.usage(
                    "size",
                    Hint.of(
                            String.format(
                                    Locale.ROOT,
                                    "A prompt of %,d tokens and an answer of %,d do not fit into the %,d of a slot:"
                                            + " less of {0} or {1}, or more of {2}.",
                                    read,
                                    written,
                                    most),
                            new Change("prompt_tokens", ""),
                            new Change("answer_tokens", ""),
                            new Change("n_ctx", ""))));
        }
        return new Turn(0, read, written);
    }
}
