package dev.llmfit.json;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what somebody probably meant. */
public final class Spelling {
    /** Names that are suggested for a misspelt one; judgement: a sentence with more is not read. */
    private static final int SUGGESTIONS = 3;

    /** Far beyond the longest name of a model; what is longer is no misspelt word. */
    private static final int LONGEST = 1000;

    private Spelling() {}

    /** Returns at most three known words within a third of the length of the wrong one, nearest first, in any case. */
    public static List<String> nearest(String wrong, Collection<String> known) {
        if (wrong.length() > LONGEST) {
            return List.of();
        }
        String lower = wrong.toLowerCase(Locale.ROOT);
        int limit = limit(lower);
        return known.stream()
                .map(k -> new Scored(k, distance(lower, k.toLowerCase(Locale.ROOT), limit)))
                .filter(s -> s.distance <= limit)
                .sorted(Comparator.comparingInt(Scored::distance).thenComparing(Scored::word))
                .limit(SUGGESTIONS)
                .map(Scored::word)
                .toList();
    }

    /** Returns a clause to append to a message, empty if nothing is near. */
    public static String didYouMean(String wrong, Collection<String> known) {
        List<String> near = nearest(wrong, known);
        return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    }

    /** Returns how many keystrokes a word may be away to count as misspelt: a third of its length, at least two. */
    public static int limit(String word) {
        return Math.max(2, word.length() / 3);
    }

    private record Scored(String word, int distance) {}

    /**
     * Counts the keystrokes between two words: insertions, deletions, replacements and swaps of neighbours.
     *
     * @return the distance, or {@code limit + 1} if it is larger than the limit
     */
    public static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) > limit) {
            return limit + 1;
        }
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return Math.min(last[b.length()], limit + 1);
    }
}
