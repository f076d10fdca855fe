package dev.llmfit.rules;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what somebody probably meant. */
final class Spelling {
    private Spelling() {}

    /** Returns at most three known words within a third of the length of the wrong one, nearest first. */
    static List<String> nearest(String wrong, List<String> known) {
        String lower = wrong.toLowerCase(Locale.ROOT);
        int limit = Math.max(2, lower.length() / 3);
        return known.stream()
                .map(k -> new Scored(k, distance(lower, k.toLowerCase(Locale.ROOT))))
                .filter(s -> s.distance <= limit)
                .sorted(Comparator.comparingInt(Scored::distance).thenComparing(Scored::word))
                .limit(3)
                .map(Scored::word)
                .toList();
    }

    /** Returns a clause to append to a message, empty if nothing is near. */
    static String didYouMean(String wrong, List<String> known) {
        List<String> near = nearest(wrong, known);
        return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    }

    private record Scored(String word, int distance) {}

    /** Returns the Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
