package dev.llmfit.recommend.fleet;

import java.util.List;

/** How many users of each demand a kind of machine serves, on its cards or as a whole. */
public final class MachineCapacity {
    private final List<CardBank> banks;
    private final int[] whole;

    /**
     * Creates it.
     *
     * @param banks cards of each kind
     * @param whole users of each demand where one server takes the whole machine with its RAM
     */
    public MachineCapacity(List<CardBank> banks, int[] whole) {
        this.banks = List.copyOf(banks);
        this.whole = whole.clone();
    }

    /** Returns the cards of each kind. */
    public List<CardBank> banks() {
        return banks;
    }

    /** Returns the users of a demand where one server takes the whole machine. */
    public int whole(int demand) {
        return whole[demand];
    }

    /** Returns the most users of a demand if the machine serves nothing else. */
    public int most(int demand) {
        int users = 0;
        for (CardBank bank : banks) {
            users += bank.most(demand, bank.cards());
        }
        return Math.max(users, whole[demand]);
    }

    /** Returns how many cards it has; a machine without a GPU counts as one. */
    public int cards() {
        return banks.stream().mapToInt(CardBank::cards).sum();
    }
}
