package dev.llmfit.gguf.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts names and queries into the same words: {@code Qwen3 8B} is qwen, 3, 8b; {@code llama3.1-70b} is llama, 3.1, 70b. A
 * word of three letters or more is cut from the number behind it; short ones such as r1, v0.3 and a3b stay whole.
 */
final class SearchTerms {
    /** Letters from which {@code qwen3} is taken apart into word and number; {@code r1} and {@code v3} stay whole. */
    private static final int LONG_WORD = 3;

    private SearchTerms() {}

    /** Returns the words of a text in lower case, in their order. */
    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        String lower = text.toLowerCase(Locale.ROOT);
        int start = -1;
        for (int i = 0; i <= lower.length(); i++) {
            boolean inside = i < lower.length() && isWordPart(lower, i);
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                addCut(words, lower.substring(start, i));
                start = -1;
            }
        }
        return words;
    }

    private static boolean isWordPart(String text, int i) {
        char c = text.charAt(i);
        boolean decimalPoint = c == '.'
                && i > 0
                && i + 1 < text.length()
                && Character.isDigit(text.charAt(i - 1))
                && Character.isDigit(text.charAt(i + 1));
        return Character.isLetterOrDigit(c) || decimalPoint;
    }

    private static void addCut(List<String> words, String word) {
        int letters = 0;
        while (letters < word.length() && Character.isLetter(word.charAt(letters))) {
            letters++;
        }
        if (letters >= LONG_WORD && letters < word.length()) {
            words.add(word.substring(0, letters));
            words.add(word.substring(letters));
        } else {
            words.add(word);
        }
    }
}
