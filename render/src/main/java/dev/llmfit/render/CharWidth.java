package dev.llmfit.render;

import dev.llmfit.units.ControlCharacters;
import org.jline.utils.WCWidth;

/** Columns that text takes on a terminal. */
public final class CharWidth {
    /** Characters below it take one column; the tables of widths begin here. */
    private static final int FIRST_COMBINING = 0x300;

    /** Joins two symbols into one (Unicode, zero width joiner). */
    private static final int JOINER = 0x200D;

    /** Asks for the coloured form of the symbol before it (Unicode, variation selector 16). */
    private static final int COLOURED = 0xFE0F;

    private CharWidth() {}

    /**
     * Returns the columns of a text without escape sequences: wide East Asian characters take two, combining marks none, symbols
     * that are joined to one as many as their first.
     */
    public static int of(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            width += of(text.codePointAt(i));
            i = next(text, i);
        }
        return width;
    }

    /** Returns the columns of one character; what is never drawn takes none. */
    static int of(int codePoint) {
        return codePoint < FIRST_COMBINING ? 1 : Math.max(0, WCWidth.wcwidth(codePoint));
    }

    /** Returns where the symbol ends that begins at an index: a character with the marks and the symbols joined to it. */
    static int next(String text, int index) {
        int end = index + Character.charCount(text.codePointAt(index));
        while (end < text.length()) {
            int c = text.codePointAt(end);
            int after = end + Character.charCount(c);
            if (c == JOINER && after < text.length() && !ControlCharacters.isUnseen(text.codePointAt(after))) {
                end = after + Character.charCount(text.codePointAt(after));
            } else if (c == COLOURED || (c >= FIRST_COMBINING && of(c) == 0 && !ControlCharacters.isUnseen(c))) {
                end = after;
            } else {
                break;
            }
        }
        return end;
    }
}
