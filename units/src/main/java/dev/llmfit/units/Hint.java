package dev.llmfit.units;

import java.util.List;
import java.util.function.Function;

/**
 * A sentence in which each next step stands as {@code {0}}, {@code {1}} …, so that every shell can say it in its own words.
 *
 * @param text the sentence; empty if there is nothing to say
 * @param steps what stands in it
 */
public record Hint(String text, List<NextStep> steps) {
    /** Nothing to say. */
    public static final Hint NONE = new Hint("", List.of());

    public Hint {
        steps = List.copyOf(steps);
        for (int i = 0; i < steps.size(); i++) {
            if (!text.contains("{" + i + "}")) {
                throw new IllegalArgumentException("step " + i + " is not in the hint '" + text + "'");
            }
        }
    }

    /** Returns a hint that is the same everywhere. */
    public static Hint plain(String text) {
        return new Hint(text, List.of());
    }

    /** Returns a hint with steps. */
    public static Hint of(String text, NextStep... steps) {
        return new Hint(text, List.of(steps));
    }

    /** Returns whether there is nothing to say. */
    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** Returns the sentence with each step in the words of a shell. */
    public String in(Function<NextStep, String> words) {
        String said = text;
        for (int i = 0; i < steps.size(); i++) {
            said = said.replace("{" + i + "}", words.apply(steps.get(i)));
        }
        return said;
    }
}
