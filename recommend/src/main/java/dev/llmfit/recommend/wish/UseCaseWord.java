package dev.llmfit.recommend.wish;

import dev.llmfit.units.BundledTable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A word for a use case, from {@code use-case-words.csv}.
 *
 * @param word as people write it
 * @param useCase what it is planned as
 * @param note what is said of it where that is not the same; empty if nothing is
 */
public record UseCaseWord(String word, UseCase useCase, Optional<String> note) {
    private static final String TABLE = "use-case-words.csv";

    private static final class Words {
        static final Map<String, UseCaseWord> ALL = read();
    }

    /** Reads a word in any case, with blanks or underscores for hyphens; the names of the use cases are words too. */
    public static Optional<UseCaseWord> of(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT).replace(' ', '-').replace('_', '-');
        return Optional.ofNullable(Words.ALL.get(plain));
    }

    /** Returns the use case's own name. */
    public static UseCaseWord of(UseCase useCase) {
        return new UseCaseWord(useCase.id(), useCase, Optional.empty());
    }

    /** Returns all words, the names of the use cases first. */
    public static List<String> all() {
        return List.copyOf(Words.ALL.keySet());
    }

    /** Returns whether it is not the use case's own name, so that the answer has to say what it was taken for. */
    public boolean isTaken() {
        return !word.equals(useCase.id());
    }

    /** Returns what is said of it, a sentence. */
    public String sentence() {
        return "'" + word + "' is planned as " + useCase.id()
                + note.map(n -> ": " + n).orElse("") + ".";
    }

    private static Map<String, UseCaseWord> read() {
        Map<String, UseCaseWord> words = new LinkedHashMap<>();
        Arrays.stream(UseCase.values()).forEach(u -> words.put(u.id(), of(u)));
        for (List<String> f : BundledTable.rows(UseCaseWord.class, TABLE)) {
            UseCase useCase = UseCase.valueOf(f.get(1).toUpperCase(Locale.ROOT));
            words.put(
                    f.get(0),
                    new UseCaseWord(f.get(0), useCase, Optional.of(f.get(2)).filter(n -> !n.isEmpty())));
        }
        return words;
    }
}
