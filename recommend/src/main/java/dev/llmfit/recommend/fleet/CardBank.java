package dev.llmfit.recommend.fleet;

import java.util.Arrays;

/**
 * Equal cards of a machine, and how many users of each demand are served on some of them. A machine whose processor and GPU have one
 * memory, or that has no GPU, counts as one card.
 */
public final class CardBank {
    /** Parts that the memory of a card is given away in; judgement: finer parts change little and cost search. */
    public static final int EIGHTHS = 8;

    /** Servers that may share a card; judgement: with more, each waits for the others most of the time. */
    public static final int MOST_SHARERS = 4;

    private final int cards;
    private final int[] sizes;
    private final int[][] group;
    private final int[][][] shared;
    private final int[][] most;
    private final int[][] last;

    /**
     * Creates a bank.
     *
     * @param cards how many
     * @param sizes cards of a server to choose from, each from 1 to {@code cards}
     * @param group users of each demand for each of these sizes
     * @param shared users of each demand on a shared card, by sharers from 2 and by eighths of the memory from 1
     */
    public CardBank(int cards, int[] sizes, int[][] group, int[][][] shared) {
        this.cards = cards;
        this.sizes = sizes.clone();
        this.group = copy(group);
        this.shared = Arrays.stream(shared).map(CardBank::copy).toArray(int[][][]::new);
        this.most = new int[group.length][cards + 1];
        this.last = new int[group.length][cards + 1];
        for (int d = 0; d < group.length; d++) {
            for (int j = 1; j <= cards; j++) {
                most[d][j] = most[d][j - 1];
                last[d][j] = -1;
                for (int s = 0; s < sizes.length; s++) {
                    int users = sizes[s] > j ? 0 : group[d][s] + most[d][j - sizes[s]];
                    if (users > most[d][j]) {
                        most[d][j] = users;
                        last[d][j] = s;
                    }
                }
            }
        }
    }

    private static int[][] copy(int[][] of) {
        return Arrays.stream(of).map(int[]::clone).toArray(int[][]::new);
    }

    /** Returns how many cards there are. */
    public int cards() {
        return cards;
    }

    int sizes() {
        return sizes.length;
    }

    /** Returns the cards of a server by index. */
    int size(int index) {
        return sizes[index];
    }

    /** Returns the users of a demand on one server with a number of cards, by its index. */
    int group(int demand, int index) {
        return group[demand][index];
    }

    /** Returns the users of a demand on a shared card. */
    int shared(int demand, int sharers, int eighths) {
        return shared[demand][sharers - 2][eighths - 1];
    }

    /** Returns the most users of a demand on so many cards, with as many servers as that takes. */
    public int most(int demand, int of) {
        return most[demand][of];
    }

    /** Returns the index of the size of one of the servers behind {@link #most}; -1 if a card is left over. */
    int last(int demand, int of) {
        return last[demand][of];
    }
}
