package dev.llmfit.gguf.published;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which plain file types a publisher's repositories usually have, by those that are listed: what at least half of them have. A
 * repository whose own files are not listed is taken to be no exception.
 */
public final class PublisherHabits {
    /** The half. */
    private static final double USUAL = 0.5;

    /** mradermacher's second kind of repository, made with an importance matrix. */
    private static final String SECOND_KIND = "-i1-gguf";

    private final Map<String, Set<String>> types = new HashMap<>();

    private PublisherHabits(Map<String, Set<String>> listed) {
        Map<String, Integer> repositories = new HashMap<>();
        Map<String, Map<String, Integer>> counts = new HashMap<>();
        listed.forEach((repository, own) -> {
            String key = key(repository);
            repositories.merge(key, 1, Integer::sum);
            Map<String, Integer> of = counts.computeIfAbsent(key, k -> new HashMap<>());
            for (String type : own) {
                of.merge(type, 1, Integer::sum);
            }
        });
        counts.forEach((key, of) -> {
            Set<String> usual = new TreeSet<>();
            of.forEach((type, n) -> {
                if (n >= USUAL * repositories.getOrDefault(key, 0)) {
                    usual.add(type);
                }
            });
            types.put(key, Set.copyOf(usual));
        });
    }

    /** Returns the habits that the lists show which come with the program. */
    public static PublisherHabits bundled() {
        return Holder.BUNDLED;
    }

    private static final class Holder {
        static final PublisherHabits BUNDLED =
                new PublisherHabits(PublishedListings.bundled().plainTypes());
    }

    /** Returns the types that a repository usually has; empty if nothing is listed of its publisher. */
    public Set<String> of(String repository) {
        return types.getOrDefault(key(repository), Set.of());
    }

    private static String key(String repository) {
        String lower = repository.toLowerCase(Locale.ROOT);
        String publisher = lower.substring(0, Math.max(0, lower.indexOf('/')));
        return lower.endsWith(SECOND_KIND) ? publisher + SECOND_KIND : publisher;
    }
}
