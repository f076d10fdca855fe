package dev.llmfit.recommend.emit;

import java.util.List;
import java.util.stream.Collectors;

/** Quotes words for a POSIX shell. */
public final class ShellQuotes {
    private ShellQuotes() {}

    /** Returns a command line that a shell reads as exactly these words. */
    public static String line(List<String> words) {
        return words.stream().map(ShellQuotes::quote).collect(Collectors.joining(" "));
    }

    /** Returns a word as a shell reads it back. */
    public static String quote(String word) {
        boolean plain = !word.isEmpty()
                && word.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_./:=,@+%".indexOf(c) >= 0);
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
