package dev.llmfit.units;

/** Characters that steer a terminal, or turn the direction of what stands around them, instead of standing for themselves. */
public final class ControlCharacters {
    private ControlCharacters() {}

    /**
     * Returns whether a code point is one of C0 (line feed and tab too), DEL or C1, or has the property Bidi_Control of Unicode
     * (UAX #9, table 1).
     */
    public static boolean isOne(int codePoint) {
        return Character.isISOControl(codePoint) || isBidirectional(codePoint);
    }

    /** Returns whether a text holds one. */
    public static boolean isIn(CharSequence text) {
        return text.chars().anyMatch(ControlCharacters::isOne);
    }

    /** Returns whether a code point is never drawn itself: one of C0, DEL or C1, or of Unicode's category Cf (bidirectional marks too). */
    public static boolean isUnseen(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.FORMAT;
    }

    private static boolean isBidirectional(int codePoint) {
        return codePoint == 0x061C
                || codePoint == 0x200E
                || codePoint == 0x200F
                || (codePoint >= 0x202A && codePoint <= 0x202E)
                || (codePoint >= 0x2066 && codePoint <= 0x2069);
    }
}
