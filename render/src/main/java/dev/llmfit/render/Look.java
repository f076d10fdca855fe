package dev.llmfit.render;

/**
 * How pages look where they are read.
 *
 * @param columns width in columns
 * @param colour whether colours are wanted
 * @param glyphs which characters may be used
 * @param plain whether a screen reader speaks it: words and numbers instead of bars and symbols
 * @param format what it is written for
 */
public record Look(int columns, boolean colour, Glyphs glyphs, boolean plain, Format format) {
    /** Creates the look of a text. */
    public Look(int columns, boolean colour, Glyphs glyphs, boolean plain) {
        this(columns, colour, glyphs, plain, Format.TEXT);
    }

    /** Returns the look for a screen reader. */
    public Look spoken() {
        return new Look(columns, false, glyphs, true, format);
    }

    /** Returns the same with other characters. */
    public Look with(Glyphs others) {
        return new Look(columns, colour, others, plain, format);
    }

    /** Returns the same in another format; only text has colours. */
    public Look in(Format other) {
        return new Look(columns, colour && other == Format.TEXT, glyphs, plain, other);
    }
}
