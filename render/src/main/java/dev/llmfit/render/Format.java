package dev.llmfit.render;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an answer is written for. */
public enum Format {
    /** A reader at a terminal. */
    TEXT(""),
    /** A page in Markdown, with all that the text says. */
    MD("md"),
    /** A spreadsheet: the tables alone, as comma-separated values (RFC 4180). */
    CSV("csv");

    private final String word;

    Format(String word) {
        this.word = word;
    }

    /** Returns the format that people call so; the case of letters does not matter. */
    public static Optional<Format> of(String word) {
        return word.isEmpty()
                ? Optional.empty()
                : Arrays.stream(values())
                        .filter(f -> f.word.equals(word.toLowerCase(Locale.ROOT)))
                        .findFirst();
    }
}
