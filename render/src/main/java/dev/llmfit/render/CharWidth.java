package dev.llmfit.render;

import org.jline.utils.WCWidth;

/** Columns that text takes on a terminal. */
public final class CharWidth {
    /** Characters below it take one column; the tables of widths begin here. */
    private static final int FIRST_COMBINING = 0x300;

    private CharWidth() {}

    /** Returns the columns of a text without escape sequences: wide East Asian characters take two, combining marks none. */
    public static int of(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            width += c < FIRST_COMBINING ? 1 : WCWidth.wcwidth(c);
        }
        return width;
    }
}
