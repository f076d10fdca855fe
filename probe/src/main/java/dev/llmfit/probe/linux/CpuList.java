package dev.llmfit.probe.linux;

import java.util.BitSet;

/** Lists of processors as the kernel writes them, for example {@code 0-3,8,10-11}. */
final class CpuList {
    /** More than Linux supports ({@code NR_CPUS}, at most 8,192); a larger number is damage. */
    private static final int MOST_CPUS = 1 << 16;

    private CpuList() {}

    /** Parses a list; what is malformed is left out. */
    static BitSet parse(String text) {
        BitSet cpus = new BitSet();
        for (String part : text.strip().split(",", -1)) {
            int dash = part.indexOf('-');
            int first = number(dash < 0 ? part : part.substring(0, dash));
            int last = dash < 0 ? first : number(part.substring(dash + 1));
            if (first >= 0 && last >= first && last < MOST_CPUS) {
                cpus.set(first, last + 1);
            }
        }
        return cpus;
    }

    private static int number(String text) {
        String digits = text.strip();
        boolean plain =
                !digits.isEmpty() && digits.length() < 6 && digits.chars().allMatch(Character::isDigit);
        return plain ? Integer.parseInt(digits) : -1;
    }
}
