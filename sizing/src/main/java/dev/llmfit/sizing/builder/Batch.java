package dev.llmfit.sizing.builder;

import dev.llmfit.units.Amount;

/**
 * Shape of the batch that a graph is built for.
 *
 * @param tokens over all sequences
 * @param sequences sequences of equal length
 * @param outputs rows that produce logits
 */
public record Batch(int tokens, int sequences, int outputs) {
    public Batch {
        Amount.count(tokens, "tokens");
        Amount.count(sequences, "sequences");
        Amount.count(outputs, "outputs");
    }

    /** Returns a batch with the tokens rounded up so that all sequences have equal length. */
    public static Batch of(int tokens, int sequences, int outputs) {
        return new Batch(Math.multiplyExact(Math.ceilDiv(tokens, sequences), sequences), sequences, outputs);
    }

    /** Returns the tokens of one sequence. */
    public int tokensPerSequence() {
        return tokens / sequences;
    }
}
