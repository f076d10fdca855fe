package dev.llmfit.tui.view;

import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.wish.ScoreParts;
import java.util.Locale;

/** A rank as the sum that it is, in one line: every part that can be seen in its number. */
final class ScoreLine {
    /** A part that is smaller is not worth a word. */
    private static final double LEAST = 0.05;

    private ScoreLine() {}

    static String of(Candidate c) {
        ScoreParts parts = c.score().parts();
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "score %.1f = ability %.1f (low end)",
                parts.total(),
                parts.model().value() - parts.caution()));
        add(line, -parts.loss(), "file");
        add(line, parts.speed(), "speed");
        add(line, parts.context(), "context");
        add(line, parts.placement(), "whole");
        add(line, parts.usual(), "usual file");
        add(line, -parts.size(), "size");
        return line.toString();
    }

    private static void add(StringBuilder line, double part, String name) {
        if (Math.abs(part) >= LEAST) {
            line.append(String.format(Locale.ROOT, part < 0 ? " − %.1f %s" : " + %.1f %s", Math.abs(part), name));
        }
    }
}
