package dev.llmfit.probe.hardware;

import dev.llmfit.json.Spelling;
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
        int most = Spelling.limit(wanted);
        return names.stream()
                .filter(n -> Spelling.distance(wanted, n, most) <= most)
                .sorted(Comparator.comparingInt((String n) -> Spelling.distance(wanted, n, most))
                        .thenComparing(n -> n))
                .limit(limit)
                .toList();
    }
}
