package dev.llmfit.sizing.builder;

/**
 * Shape of the batch that a graph is built for.
 *
 * @param tokens over all sequences
 * @param sequences sequences of equal length
 * @param outputs rows that produce logits
 */
public record Batch(int tokens, int sequences, int outputs) {
    /** Returns a batch with the tokens rounded up so that all sequences have equal length. */
    public static Batch of(int tokens, int sequences, int outputs) {
        return new Batch(Math.multiplyExact(Math.ceilDiv(tokens, sequences), sequences), sequences, outputs);
    }

    /** Returns the tokens of one sequence. */
    public int tokensPerSequence() {
        return tokens / sequences;
    }
}
