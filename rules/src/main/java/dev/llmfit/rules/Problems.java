package dev.llmfit.rules;

import dev.llmfit.units.Amount;
import java.util.ArrayList;
import java.util.List;

/** Collects every mistake of one or more rule files, so that an author sees all of them at once. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();

    /**
     * A mistake.
     *
     * @param source file name
     * @param line line from 1
     * @param message what is wrong and what to write instead
     */
    public record Problem(String source, int line, String message) {
        public Problem {
            Amount.count(line, "line");
        }

        /** Returns {@code file:line: message}. */
        @Override
        public String toString() {
            return source + ":" + line + ": " + message;
        }
    }

    /** Notes a mistake. */
    public void add(String source, int line, String message) {
        found.add(new Problem(source, line, message));
    }

    /** Returns whether nothing was noted. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** Returns all mistakes in the order they were found. */
    public List<Problem> all() {
        return List.copyOf(found);
    }

    /**
     * Does nothing if there are no mistakes.
     *
     * @throws InvalidRulesException with all of them otherwise
     */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new InvalidRulesException(all());
        }
    }
}
