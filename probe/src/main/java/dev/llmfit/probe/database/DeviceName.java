package dev.llmfit.probe.database;

import dev.llmfit.units.LowerCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Compares marketing names by their words, without the decoration that drivers add. */
final class DeviceName {
    /** Words that name a vendor or nothing, in lower case. */
    private static final Set<String> NOISE =
            Set.of("nvidia", "amd", "intel", "ati", "corporation", "inc", "graphics", "r", "tm", "c");

    private DeviceName() {}

    /**
     * Returns the words of a name: lower case, without vendor, trademark signs, text in parentheses (driver code names) and
     * memory sizes.
     */
    static List<String> tokens(String name) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int depth = 0;
        String lower = LowerCase.of(name);
        for (int i = 0; i <= lower.length(); i++) {
            char c = i < lower.length() ? lower.charAt(i) : ' ';
            depth += c == '(' || c == '[' ? 1 : 0;
            boolean letter = Character.isLetterOrDigit(c) || c == '+' || c == '.';
            if (letter && depth == 0) {
                word.append(c);
            } else if (!word.isEmpty()) {
                add(words, word.toString());
                word.setLength(0);
            }
            depth -= (c == ')' || c == ']') && depth > 0 ? 1 : 0;
        }
        return words;
    }

    /** Returns whether an entry's name, or one of its parts around {@code /}, has exactly these words. */
    static boolean matches(List<String> wanted, String entryName) {
        if (tokens(entryName).equals(wanted)) {
            return true;
        }
        int slash = entryName.indexOf(" / ");
        return slash >= 0 && tokens(entryName.substring(slash + 3)).equals(wanted);
    }

    private static void add(List<String> words, String word) {
        boolean size = word.length() > 1
                && Character.isDigit(word.charAt(0))
                && (word.endsWith("gb") || word.endsWith("gib"))
                && Character.isDigit(word.charAt(word.indexOf('g') - 1));
        if (!NOISE.contains(word) && !size) {
            words.add(word);
        }
    }
}
