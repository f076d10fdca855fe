package dev.llmfit.gguf.catalog;

import dev.llmfit.json.Spelling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    /** Words that most models carry and that say nothing about which one is meant. */
    private static final Set<String> WEAK = Set.of("instruct", "chat", "it", "hf", "base", "model", "the", "gguf");

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

    private boolean isPurpose(String word) {
        String purpose = PURPOSES.getOrDefault(word, word);
        return documents.stream().anyMatch(d -> d.model.purposes().contains(purpose));
    }

    /** Returns the names of models near to a text that names none: most words in common, then least typing errors. */
    public List<String> nearest(String text, int most) {
        List<String> words = SearchTerms.of(text);
        record Near(ModelSummary model, int score) {}
        List<Near> near = new ArrayList<>();
        for (Document document : documents) {
            int score = 0;
            for (String word : words) {
                score += Math.max(0, document.best(word));
            }
            if (score > TYPING_ERROR) {
                near.add(new Near(document.model, score - UNASKED_WORD * document.unasked(words)));
            } else if (score > 0) {
                near.add(new Near(document.model, score));
            }
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

    /** The words of one model. */
    private record Document(ModelSummary model, Set<String> name, Set<String> others) {
        Document {
            name = Set.copyOf(name);
            others = Set.copyOf(others);
        }

        static Document of(ModelSummary model) {
            Set<String> name = new HashSet<>(SearchTerms.of(model.name()));
            Set<String> others = new HashSet<>(SearchTerms.of(model.id()));
            others.addAll(SearchTerms.of(model.family()));
            others.addAll(SearchTerms.of(model.hfRepository()));
            others.add(model.architecture());
            model.ollama().forEach(tag -> others.addAll(SearchTerms.of(tag)));
            others.removeAll(name);
            return new Document(model, name, others);
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
            return sameWords(words, name) || sameWords(words, Set.copyOf(SearchTerms.of(model.id())));
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
