package dev.llmfit.render;

/** Horizontal bars of block characters, in steps of an eighth of a column. */
public final class Bar {
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

    private Bar() {}

    /**
     * Returns a bar.
     *
     * @param fraction filled share, clamped to 0..1
     * @param columns columns of a full bar
     */
    public static String of(double fraction, int columns) {
        int eighths = (int) Math.round(Math.clamp(fraction, 0, 1) * columns * 8);
        String whole = "█".repeat(eighths / 8);
        return eighths % 8 == 0 ? whole : whole + EIGHTHS.charAt(eighths % 8);
    }
}
