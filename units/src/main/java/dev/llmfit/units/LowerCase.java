package dev.llmfit.units;

/** Small letters of foreign text, in time and memory that grow with its length. */
public final class LowerCase {
    private LowerCase() {}

    /**
     * Returns the text with each letter small, by itself and in no language: as many characters as before. {@link String#toLowerCase} makes two
     * of a capital I with a dot and copies all of the text for each of them, which takes square time of a text made of them.
     */
    public static String of(String text) {
        int from = 0;
        while (from < text.length() && Character.toLowerCase(text.charAt(from)) == text.charAt(from)) {
            from++;
        }
        if (from == text.length()) {
            return text;
        }
        char[] small = text.toCharArray();
        for (int i = from; i < small.length; i++) {
            small[i] = Character.toLowerCase(small[i]);
        }
        return new String(small);
    }
}
