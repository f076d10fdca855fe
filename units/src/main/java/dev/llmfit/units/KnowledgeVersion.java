package dev.llmfit.units;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of what is known of models, hardware, prices and quality: the day that it stands for, and a number where a day has
 * several. Ordered by time.
 *
 * @param date the day
 * @param number 0 for the first of a day
 */
public record KnowledgeVersion(LocalDate date, int number) implements Comparable<KnowledgeVersion> {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{4})[.]([0-9]{2})[.]([0-9]{2})(?:[.]([1-9][0-9]{0,3}))?");

    public KnowledgeVersion {
        Amount.count(number, "number");
    }

    /**
     * Reads {@code 2026.12.01} or {@code 2026.12.01.2}.
     *
     * @throws IllegalArgumentException if the text is no version
     */
    public static KnowledgeVersion parse(String text) {
        Matcher version = FORM.matcher(text);
        if (!version.matches()) {
            throw new IllegalArgumentException("not a version of knowledge, such as 2026.12.01: '" + text + "'");
        }
        try {
            return new KnowledgeVersion(
                    LocalDate.of(number(version, 1), number(version, 2), number(version, 3)),
                    version.group(4) == null ? 0 : number(version, 4));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no day of the calendar: '" + text + "'", e);
        }
    }

    private static int number(Matcher version, int group) {
        return Integer.parseInt(version.group(group));
    }

    @Override
    public int compareTo(KnowledgeVersion other) {
        int byDate = date.compareTo(other.date);
        return byDate == 0 ? Integer.compare(number, other.number) : byDate;
    }

    /** Returns whether this one is newer than another. */
    public boolean isAfter(KnowledgeVersion other) {
        return compareTo(other) > 0;
    }

    @Override
    public String toString() {
        return date.toString().replace('-', '.') + (number == 0 ? "" : "." + number);
    }
}
