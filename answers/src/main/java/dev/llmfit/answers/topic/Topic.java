package dev.llmfit.answers.topic;

import java.util.List;

/**
 * A page of the help.
 *
 * @param name how it is asked for
 * @param about what it is about, in a few words
 * @param parts its text, in order
 */
public record Topic(String name, String about, List<Part> parts) {
    public Topic {
        parts = List.copyOf(parts);
    }

    /** A part of a page. */
    public sealed interface Part {}

    /**
     * Sentences that may be broken between words.
     *
     * @param text the sentences in one line
     */
    public record Prose(String text) implements Part {}

    /**
     * A word and what it means.
     *
     * @param word the word
     * @param text its meaning in one line
     */
    public record Term(String word, String text) implements Part {}

    /**
     * Lines that stay as they are: tables and commands.
     *
     * @param lines the lines
     */
    public record Lines(List<String> lines) implements Part {
        public Lines {
            lines = List.copyOf(lines);
        }
    }
}
