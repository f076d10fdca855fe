package dev.llmfit.probe.facts;

import dev.llmfit.units.Bytes;

/**
 * Metal's {@code recommendedMaxWorkingSetSize} by installed memory, for Macs whose API cannot be asked. Values as llama.cpp
 * printed them in public logs; sizes between two known ones take the share of the next smaller.
 */
public final class MetalWorkingSet {
    /** RAM in GiB, limit in MiB: macOS 26. */
    private static final int[][] NEW = {
        {8, 5461},
        {16, 12123},
        {24, 18186},
        {32, 25559},
        {36, 28753},
        {48, 38338},
        {64, 53084},
        {96, 81592},
        {128, 110100},
        {512, 475136}
    };

    /** RAM in GiB, limit in MiB: macOS 13 to 15. Two thirds up to 32 GiB, then three quarters. */
    private static final int[][] OLD = {
        {8, 5461},
        {16, 10922},
        {24, 16384},
        {32, 21845},
        {36, 27648},
        {48, 36864},
        {64, 49152},
        {96, 73728},
        {128, 98304}
    };

    private MetalWorkingSet() {}

    /**
     * Returns the default limit.
     *
     * @param ram installed memory
     * @param macOs26 whether the system is macOS 26 or later
     */
    public static Bytes defaultLimit(Bytes ram, boolean macOs26) {
        int[][] table = macOs26 ? NEW : OLD;
        int[] row = table[0];
        for (int[] candidate : table) {
            if (candidate[0] <= Math.round(ram.gib())) {
                row = candidate;
            }
        }
        double share = row[1] / (row[0] * 1024.0);
        return Bytes.of((long) (ram.count() * share));
    }
}
