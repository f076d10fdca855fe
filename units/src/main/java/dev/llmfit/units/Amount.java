package dev.llmfit.units;

/** Refuses amounts that cannot be. A record asks it before it keeps one, so that a wrong number is found where it is made. */
public final class Amount {
    private Amount() {}

    /**
     * Refuses a negative count.
     *
     * @param what what is counted, for the message
     * @throws IllegalArgumentException if it is negative
     */
    public static void count(long value, String what) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " is " + value + "; a count is not negative");
        }
    }

    /**
     * Refuses a negative size.
     *
     * @param bytes the size in bytes
     * @param what what has it, for the message
     * @throws IllegalArgumentException if it is negative
     */
    public static void size(long bytes, String what) {
        if (bytes < 0) {
            throw new IllegalArgumentException(what + " is " + bytes + " bytes; a size is not negative");
        }
    }

    /**
     * Refuses a speed, bandwidth or factor that is negative, infinite or no number.
     *
     * @param what what it is, for the message
     * @throws IllegalArgumentException if it is
     */
    public static void rate(double value, String what) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " is " + value + "; it must be a number of 0 or more");
        }
    }
}
