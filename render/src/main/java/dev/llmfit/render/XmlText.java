package dev.llmfit.render;

/** Text inside of XML. */
public final class XmlText {
    private XmlText() {}

    /**
     * Returns a text as the value of an attribute; characters that XML 1.0 has no place for, and line breaks, become blanks.
     *
     * <p>Source: {@code Char} of section 2.2 of XML 1.0.
     */
    public static String escaped(String text) {
        StringBuilder xml = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '&' -> xml.append("&amp;");
                case '"' -> xml.append("&quot;");
                default -> xml.appendCodePoint(isAllowed(c) ? c : ' ');
            }
        });
        return xml.toString();
    }

    private static boolean isAllowed(int c) {
        boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return c >= 0x20 && !surrogate && c != 0xFFFE && c != 0xFFFF;
    }
}
