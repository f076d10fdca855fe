package dev.llmfit.probe.hardware;

import java.util.Comparator;
import java.util.List;

/** The names that are closest to a mistyped one. */
final class NearestNames {
    private NearestNames() {}

    /** Returns up to {@code limit} names, nearest first: those that hold all words of the wanted name, then by edits. */
    static List<String> of(String wanted, List<String> names, int limit) {
        String[] words = wanted.split("[^a-z0-9]+", -1);
        List<String> holding = names.stream()
                .filter(n -> List.of(words).stream().allMatch(n::contains))
                .limit(limit)
                .toList();
        if (!holding.isEmpty()) {
            return holding;
        }
        int most = Math.max(2, wanted.length() / 3);
        return names.stream()
                .filter(n -> distance(wanted, n) <= most)
                .sorted(Comparator.comparingInt((String n) -> distance(wanted, n))
                        .thenComparing(n -> n))
                .limit(limit)
                .toList();
    }

    /** Returns the number of letters to change, add or remove. */
    static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
