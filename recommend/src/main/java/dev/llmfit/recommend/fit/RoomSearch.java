package dev.llmfit.recommend.fit;

import java.util.function.IntToDoubleFunction;

/** Finds the largest value of an option that leaves room in memory, where more of it never leaves more. */
public final class RoomSearch {
    private RoomSearch() {}

    /**
     * Returns the largest value that leaves room, by interpolation: memory grows nearly in proportion.
     *
     * @param least a value to begin with; it is returned if even it leaves no room
     * @param most the largest value of interest
     * @param step values are the least and whole steps above it, and the most
     * @param room bytes that a value leaves; negative if it does not fit
     */
    public static int largest(int least, int most, int step, IntToDoubleFunction room) {
        int low = least;
        int high = most;
        double roomHigh = room.applyAsDouble(high);
        if (roomHigh >= 0) {
            return high; // the usual case: of many launches all fits
        }
        double roomLow = high == low ? roomHigh : room.applyAsDouble(low);
        if (roomLow < 0) {
            return low;
        }
        boolean halve = false;
        while (high - low > step) {
            double share = halve || Double.isInfinite(roomHigh) ? 0.5 : roomLow / (roomLow - roomHigh);
            int steps = (high - low) / step;
            int middle = low + step * Math.clamp((int) Math.floor(steps * share), 1, Math.max(1, steps - 1));
            double left = middle < high ? room.applyAsDouble(middle) : -1;
            if (left >= 0) {
                halve = !halve && middle - low < (high - low) / 8;
                low = middle;
                roomLow = left;
            } else {
                halve = !halve && high - middle < (high - low) / 8;
                high = Math.min(middle, high - 1);
                roomHigh = left;
            }
        }
        return low;
    }
}
