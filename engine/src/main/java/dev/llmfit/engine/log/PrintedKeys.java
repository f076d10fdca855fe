package dev.llmfit.engine.log;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks up {@code key = value} lines, the way llama.cpp prints a model and a context. */
public final class PrintedKeys {
    private final String text;

    PrintedKeys(List<String> lines) {
        this.text = String.join("\n", lines);
    }

    /** Returns all lines. */
    public String text() {
        return text;
    }

    /** Returns the last value of a key: a log may hold a dry run before the load. */
    OptionalInt number(String key) {
        return number(Pattern.compile("\\b" + key + " *= *([0-9]+)\\b(?!\\.)"), 1);
    }

    /** Returns the last number that a pattern captures; none that no launch can have. */
    public OptionalInt number(Pattern pattern, int group) {
        Optional<Matcher> found = last(pattern);
        try {
            return found.isPresent()
                    ? OptionalInt.of(Integer.parseInt(found.get().group(group)))
                    : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty(); // longer than any launch's number: the line is not what it looks like
        }
    }

    /** Returns what a pattern captures the last time. */
    Optional<String> word(Pattern pattern) {
        return last(pattern).map(m -> m.group(1).strip()).filter(w -> !w.isEmpty());
    }

    Optional<Matcher> last(Pattern pattern) {
        Matcher m = pattern.matcher(text);
        int start = -1;
        while (m.find()) {
            start = m.start();
        }
        return start >= 0 && m.find(start) ? Optional.of(m) : Optional.empty();
    }

    /** Returns whether any line holds these words. */
    public boolean has(String words) {
        return text.contains(words);
    }
}
