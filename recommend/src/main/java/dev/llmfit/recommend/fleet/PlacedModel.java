package dev.llmfit.recommend.fleet;

/**
 * A server of a model on a part of a machine.
 *
 * @param demand index of the demand that it serves
 * @param bank index of the bank of equal cards; -1 for the whole machine with its RAM
 * @param cards cards that it has; 1 where it shares one
 * @param sharers servers that share the card, with it; 1 where it has its cards alone
 * @param eighths of the card's memory that it may fill; 8 where it has its cards alone
 * @param capacity users that it serves
 */
public record PlacedModel(int demand, int bank, int cards, int sharers, int eighths, int capacity) {
    /** The bank of what takes the whole machine. */
    public static final int WHOLE = -1;

    /** Returns whether it has its cards alone. */
    public boolean alone() {
        return sharers == 1;
    }
}
