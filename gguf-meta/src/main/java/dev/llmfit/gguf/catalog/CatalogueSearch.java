package dev.llmfit.gguf.catalog;

import dev.llmfit.json.Spelling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Searches models by words of their names, families, repositories and purposes. Every word of the query must be found;
 * numbers must be equal, words may begin alike or hold a typing error.
 */
public final class CatalogueSearch {
    /** Points of a word of the query, by where it is found; judgement, held by the searches of the tests. */
    private static final int NAME_WORD = 100;

    private static final int OTHER_WORD = 60;
    private static final int PURPOSE = 55;
    private static final int BEGINNING = 45;
    private static final int INSIDE = 30;
    private static final int TYPING_ERROR = 25;

    /** Points off for each word of a name that was not asked for; judgement. */
    private static final int UNASKED_WORD = 8;

    /** Letters from which a word may hold a typing error, and two of them; judgement: shorter words become others. */
    private static final int SHORTEST_WITH_ERROR = 3;

    private static final int LENGTH_WITH_TWO_ERRORS = 7;

    /** Letters from which a word can relate a model to another; judgement: vl, r1 and glm are told apart so. */
    private static final int SHORTEST_RELATED = 3;

    /** Letters and digits of an abbreviation; judgement: less is in many names, more is none. */
    private static final int SHORTEST_ABBREVIATION = 4;

    private static final int LONGEST_ABBREVIATION = 16;

    /** A size: 8b, 0.6b, 135m, 8x7b, a3b, e4b. */
    private static final Pattern SIZE = Pattern.compile("\\d+(x\\d+)?(\\.\\d+)?[bm]|[ae]\\d+(\\.\\d+)?b");

    /** Words that most models carry and that say nothing about which one is meant. */
    private static final Set<String> WEAK =
            Set.of("instruct", "chat", "it", "hf", "base", "model", "the", "gguf", "nvidia", "meta");

    private static final Map<String, String> PURPOSES = Map.ofEntries(
            Map.entry("coding", "code"),
            Map.entry("programming", "code"),
            Map.entry("coder", "code"),
            Map.entry("thinking", "reasoning"),
            Map.entry("embeddings", "embedding"),
            Map.entry("image", "vision"),
            Map.entry("images", "vision"),
            Map.entry("multimodal", "vision"),
            Map.entry("agent", "tools"),
            Map.entry("agents", "tools"),
            Map.entry("functions", "tools"),
            Map.entry("chatting", "chat"),
            Map.entry("maths", "math"),
            Map.entry("mathematics", "math"));

    /**
     * A model that was found.
     *
     * @param model what was found
     * @param score how well it matches; only the order means something
     * @param exact whether its name consists of the words of the query
     */
    public record Hit(ModelSummary model, int score, boolean exact) {}

    private final List<Document> documents;

    /** Prepares a search over these models. */
    public CatalogueSearch(List<ModelSummary> models) {
        documents = models.stream().map(Document::of).toList();
    }

    /** Returns the models that match all words, the best first; newer before older ones, then smaller ones. */
    public List<Hit> search(String query) {
        List<String> words = SearchTerms.of(query);
        boolean purposesOnly = !words.isEmpty() && words.stream().allMatch(this::isPurpose);
        List<Hit> hits = new ArrayList<>();
        for (Document document : documents) {
            int score = purposesOnly ? document.purposeScore(words) : document.score(words);
            if (score > 0) {
                int unasked = purposesOnly ? 0 : UNASKED_WORD * document.unasked(words);
                hits.add(new Hit(document.model, score - unasked, document.isExactly(words)));
            }
        }
        hits.sort(Comparator.comparing((Hit h) -> !h.exact())
                .thenComparing(Comparator.comparingInt(Hit::score).reversed())
                .thenComparing(
                        Comparator.comparing((Hit h) -> h.model().release()).reversed())
                .thenComparingLong(h -> h.model().parameters()));
        return hits;
    }

    /** The names of models have up to ten words; a text of more is compared by these; judgement. */
    private static final int MOST_WORDS = 40;

    /** Returns the models whose name, id or repository consists of the words of a text. */
    public List<Hit> exactly(String text) {
        return search(text).stream().filter(Hit::exact).toList();
    }

    /**
     * Returns the models that a text names: each of its words is one of the name, the family, the id or the repository, and the
     * name has no other word than sizes. One that is exact is alone.
     */
    public List<ModelSummary> named(String text) {
        List<String> words = SearchTerms.of(text);
        List<Document> named = documents.stream().filter(d -> d.isNamed(words)).toList();
        List<Document> exact = named.stream().filter(d -> d.isExactly(words)).toList();
        return (exact.size() == 1 ? exact : named).stream().map(Document::model).toList();
    }

    private boolean isPurpose(String word) {
        String purpose = PURPOSES.getOrDefault(word, word);
        return documents.stream().anyMatch(d -> d.model.purposes().contains(purpose));
    }

    /**
     * Returns the names of models related to a text that names none: most words in common, then least typing errors. A model
     * that shares numbers, sizes or purposes alone is not related.
     */
    public List<String> nearest(String text, int most) {
        List<String> words =
                SearchTerms.of(text).stream().distinct().limit(MOST_WORDS).toList();
        record Near(ModelSummary model, int score) {}
        List<Near> near = new ArrayList<>();
        for (Document document : documents) {
            if (words.stream().noneMatch(document::isRelated)) {
                continue;
            }
            int score = 0;
            for (String word : words) {
                score += Math.max(0, document.best(word));
            }
            near.add(new Near(document.model, score - UNASKED_WORD * document.unasked(words)));
        }
        if (near.isEmpty()) {
            return abbreviated(text, most);
        }
        return near.stream()
                .sorted(Comparator.comparingInt(Near::score)
                        .reversed()
                        .thenComparing(Comparator.comparing((Near n) -> n.model.release())
                                .reversed()))
                .limit(most)
                .map(n -> n.model().shownName())
                .toList();
    }

    /** Returns the names of models whose letters and digits hold all of a text in their order: {@code gptoss 20b}, {@code r1 70b}. */
    private List<String> abbreviated(String text, int most) {
        String letters = joined(text);
        if (letters.length() < SHORTEST_ABBREVIATION || letters.length() > LONGEST_ABBREVIATION) {
            return List.of();
        }
        return documents.stream()
                .map(document -> document.model.shownName())
                .filter(name -> holds(joined(name), letters))
                .sorted(Comparator.comparingInt(String::length))
                .limit(most)
                .toList();
    }

    private static String joined(String text) {
        StringBuilder letters = new StringBuilder();
        text.toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .forEach(letters::appendCodePoint);
        return letters.toString();
    }

    /** Whether a name begins as a text and has the rest of it, in its order; or ends with it. */
    private static boolean holds(String name, String letters) {
        if (name.endsWith(letters)) {
            return true;
        }
        int at = 0;
        for (int i = 0; i < name.length() && at < letters.length(); i++) {
            boolean same = name.charAt(i) == letters.charAt(at);
            if (!same && i == 0) {
                return false;
            }
            at += same ? 1 : 0;
        }
        return at == letters.length();
    }

    /** The words of one model. */
    private record Document(ModelSummary model, Set<String> name, Set<String> title, Set<String> others) {
        Document {
            name = Set.copyOf(name);
            title = Set.copyOf(title);
            others = Set.copyOf(others);
        }

        static Document of(ModelSummary model) {
            Set<String> name = new HashSet<>(SearchTerms.of(model.name()));
            Set<String> title = new HashSet<>(SearchTerms.of(model.id()));
            title.addAll(SearchTerms.of(model.family()));
            title.addAll(SearchTerms.of(model.hfRepository()));
            title.addAll(name);
            Set<String> others = new HashSet<>(title);
            others.add(model.architecture());
            model.ollama().forEach(tag -> others.addAll(SearchTerms.of(tag)));
            others.removeAll(name);
            return new Document(model, name, title, others);
        }

        /** Returns the sum over the words, or 0 if one is not found. */
        int score(List<String> words) {
            int sum = 0;
            for (String word : words) {
                int best = best(word);
                if (best <= 0 && !WEAK.contains(word)) {
                    return 0;
                }
                sum += best;
            }
            return sum;
        }

        /** Returns the sum over purposes, more for a model's first one; 0 if it lacks one. */
        int purposeScore(List<String> words) {
            int sum = 0;
            for (String word : words) {
                int position = model.purposes().indexOf(PURPOSES.getOrDefault(word, word));
                if (position < 0) {
                    return 0;
                }
                sum += position == 0 ? NAME_WORD : PURPOSE;
            }
            return sum;
        }

        int best(String word) {
            if (name.contains(word)) {
                return NAME_WORD;
            }
            if (others.contains(word)) {
                return OTHER_WORD;
            }
            if (model.purposes().contains(PURPOSES.getOrDefault(word, word))) {
                return PURPOSE;
            }
            return Math.max(similar(word, name), similar(word, others) - 1);
        }

        private static int similar(String word, Set<String> candidates) {
            boolean number = Character.isDigit(word.charAt(0));
            int best = 0;
            for (String candidate : candidates) {
                if (number) {
                    best = Math.max(best, candidate.startsWith(word + ".") ? BEGINNING : 0);
                } else if (candidate.startsWith(word) || (word.startsWith(candidate) && candidate.length() > 3)) {
                    best = Math.max(best, BEGINNING);
                } else if (word.length() >= SHORTEST_WITH_ERROR) {
                    best = Math.max(best, misspelt(word, candidate));
                }
            }
            return best;
        }

        private static int misspelt(String word, String candidate) {
            if (candidate.contains(word)) {
                return INSIDE;
            }
            int errors = word.length() >= LENGTH_WITH_TWO_ERRORS ? 2 : 1;
            return candidate.length() >= SHORTEST_WITH_ERROR
                            && (word.length() > SHORTEST_WITH_ERROR || candidate.charAt(0) == word.charAt(0))
                            && !Character.isDigit(candidate.charAt(0))
                            && Spelling.distance(word, candidate, errors) <= errors
                    ? TYPING_ERROR
                    : 0;
        }

        int unasked(List<String> words) {
            int count = 0;
            for (String word : name) {
                if (!WEAK.contains(word) && !words.contains(word)) {
                    count++;
                }
            }
            return count;
        }

        boolean isExactly(List<String> words) {
            return sameWords(words, name)
                    || sameWords(words, Set.copyOf(SearchTerms.of(model.id())))
                    || sameWords(words, Set.copyOf(SearchTerms.of(repositoryName())));
        }

        private String repositoryName() {
            String repository = model.hfRepository();
            return repository.substring(repository.indexOf('/') + 1);
        }

        /** Tells whether all words are of its title, and its name has no other that says what it is. */
        boolean isNamed(List<String> words) {
            boolean some = words.stream().anyMatch(w -> !WEAK.contains(w));
            boolean all = words.stream().allMatch(w -> WEAK.contains(w) || title.contains(w));
            return some
                    && all
                    && (isExactly(words)
                            || name.stream()
                                    .allMatch(w -> words.contains(w)
                                            || WEAK.contains(w)
                                            || SIZE.matcher(w).matches()));
        }

        /** Tells whether a word is one of its title, but for typing errors; numbers and short words are nobody's. */
        boolean isRelated(String word) {
            return word.length() >= SHORTEST_RELATED
                    && word.chars().allMatch(Character::isLetter)
                    && !WEAK.contains(word)
                    && (title.contains(word) || similar(word, title) > 0);
        }

        private static boolean sameWords(List<String> words, Set<String> others) {
            Set<String> asked = new HashSet<>(words);
            Set<String> there = new HashSet<>(others);
            asked.removeAll(WEAK);
            there.removeAll(WEAK);
            return !asked.isEmpty() && asked.equals(there);
        }
    }
}
