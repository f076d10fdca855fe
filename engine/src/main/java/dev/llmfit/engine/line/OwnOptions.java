package dev.llmfit.engine.line;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of the command that a line is read for.
 *
 * @param values for each spelling the words that follow it: 0, 1, or {@link #MAY_FOLLOW}
 */
public record OwnOptions(Map<String, Integer> values) {
    /** A value that may be left out. */
    public static final int MAY_FOLLOW = -1;

    public OwnOptions {
        values = Map.copyOf(values);
    }

    /** Returns whether the command has an option of this spelling; a value may be attached by an equals sign. */
    boolean has(String word) {
        return values.containsKey(name(word));
    }

    /** Returns the first of these spellings that the command has. */
    Optional<String> first(List<String> spellings) {
        return spellings.stream().filter(values::containsKey).findFirst();
    }

    /** Returns how many words of the list, from this one on, are an option of the command with its value. */
    int length(List<String> words, int at) {
        String word = words.get(at);
        int following = word.indexOf('=') > 0 ? 0 : values.getOrDefault(name(word), 0);
        boolean more = at + 1 < words.size();
        boolean taken = following == MAY_FOLLOW ? more && !words.get(at + 1).startsWith("-") : following > 0 && more;
        return taken ? 2 : 1;
    }

    private static String name(String word) {
        int equals = word.indexOf('=');
        return equals < 0 ? word : word.substring(0, equals);
    }
}
