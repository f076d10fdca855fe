package dev.llmfit.render;

/**
 * How pages look where they are read.
 *
 * @param columns width in columns
 * @param colour whether colours are wanted
 * @param glyphs which characters may be used
 * @param plain whether a screen reader speaks it: words and numbers instead of bars
 */
public record Look(int columns, boolean colour, Glyphs glyphs, boolean plain) {
    /** Returns the look for a screen reader. */
    public Look spoken() {
        return new Look(columns, false, glyphs, true);
    }

    /** Returns the same with other characters. */
    public Look with(Glyphs others) {
        return new Look(columns, colour, others, plain);
    }
}
