package dev.llmfit.render;

import dev.llmfit.units.ControlCharacters;
import java.util.Locale;
import java.util.Map;

/** Which characters a terminal shows well. Each is replaced by one as wide, so that columns stay where they are. */
public enum Glyphs {
    /** All. */
    UNICODE,
    /** All but symbols that terminals of East Asian locales may show two columns wide. */
    EAST_ASIAN,
    /** ASCII only. */
    ASCII;

    private static final String EAST_ASIAN_LANGUAGES = "(ja|ko|zh)([_.@-].*)?";

    /** First and last of the box drawings and blocks, which those terminals show one column wide. */
    private static final int FIRST_BOX = 0x2500;

    private static final int LAST_BLOCK = 0x259F;
    private static final int LAST_ASCII = 0x7E;

    /** Symbols of this program that are ambiguous there (UAX #11). */
    private static final String AMBIGUOUS = "●◐○▸◂▲▼✓✗";

    private static final String NARROW = "*+o><^vvx";

    /** What stands for a symbol in ASCII. */
    private static final String SYMBOLS = AMBIGUOUS + "↑↓→←·…–—−×±≤≥≈╌│┃─━┌┐└┘┏┓┗┛├┤┬┴┼█▉▊▋▌▍▎▏▓▒░▁▂▃▄▅▆▇µ\u00A0‘’“”";

    private static final String ASCII_SYMBOLS = NARROW + "^v><.~---x~<>~-||--+++++++++++++####==--=+-__..=##u ''\"\"";

    /**
     * Returns what suits a locale: ASCII where it names a character set that is not UTF-8. Nothing said is taken for UTF-8, as
     * programs in containers do that are asked from a terminal outside.
     *
     * @param environment variables of the process: {@code LC_ALL}, {@code LC_CTYPE}, {@code LANG}
     */
    public static Glyphs of(Map<String, String> environment) {
        String locale = "";
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            if (locale.isEmpty()) {
                locale = environment.getOrDefault(name, "");
            }
        }
        int dot = locale.indexOf('.');
        String set = dot < 0 ? "" : locale.substring(dot + 1).split("@", 2)[0].toLowerCase(Locale.ROOT);
        if (!set.isEmpty() && !set.replace("-", "").equals("utf8")) {
            return ASCII;
        }
        return locale.matches(EAST_ASIAN_LANGUAGES) ? EAST_ASIAN : UNICODE;
    }

    /** Returns a text in these characters, as many columns wide; of what ASCII has nothing for, question marks. */
    public String shown(String text) {
        if (this == UNICODE) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int next = CharWidth.next(text, i);
            int c = text.codePointAt(i);
            int symbol = (this == ASCII ? SYMBOLS : AMBIGUOUS).indexOf(c);
            if (symbol >= 0) {
                shown.append((this == ASCII ? ASCII_SYMBOLS : NARROW).charAt(symbol));
            } else if (this == ASCII && c > LAST_ASCII) {
                shown.append(c >= 0x2800 && c <= 0x28FF ? "*" : "?".repeat(CharWidth.of(c))); // braille is a point
            } else {
                shown.append(text, i, next);
            }
            i = next;
        }
        return shown.toString();
    }

    /** Returns the columns of a symbol that was {@linkplain #shown shown}; what would steer the terminal counts one. */
    int width(int codePoint) {
        int width = ControlCharacters.isOne(codePoint) ? 1 : CharWidth.of(codePoint);
        return this == EAST_ASIAN && width == 1 && isWideThere(codePoint) ? 2 : width;
    }

    /** Letters and symbols that are ambiguous and of no use here but in names: Greek, Cyrillic, enclosed, geometric, dingbats. */
    private static boolean isWideThere(int c) {
        return (c >= 0x391 && c <= 0x3C9)
                || (c >= 0x410 && c <= 0x451)
                || (c >= 0x2460 && c < FIRST_BOX)
                || (c > LAST_BLOCK && c <= 0x266F)
                || (c >= 0x2776 && c <= 0x277F);
    }

    /** Returns the symbol for the end of what was cut. */
    String cut() {
        return this == ASCII ? "~" : "…";
    }
}
