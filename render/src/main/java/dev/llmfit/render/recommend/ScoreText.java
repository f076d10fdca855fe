package dev.llmfit.render.recommend;

import dev.llmfit.recommend.quality.ModelQuality;
import dev.llmfit.recommend.wish.Score;
import dev.llmfit.recommend.wish.ScoreParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a launch is worth and what that is made of, in one sentence. */
final class ScoreText {
    /** A part that is smaller is not worth a word. */
    private static final double LEAST = 0.05;

    private ScoreText() {}

    static String of(Score score) {
        ScoreParts parts = score.parts();
        ModelQuality model = parts.model();
        List<String> said = new ArrayList<>();
        said.add(String.format(Locale.ROOT, "answers %.1f ± %.1f (%s)", model.value(), model.se(), basis(model)));
        add(said, "caution", -parts.caution());
        add(said, "file type", -parts.loss());
        add(said, "speed", parts.speed());
        add(said, "context", parts.context());
        add(said, "whole on the GPU", parts.placement());
        add(said, "a usual file type", parts.usual());
        add(said, "size", -parts.size());
        return String.format(Locale.ROOT, "%.1f doublings of size: %s.", parts.total(), String.join(", ", said));
    }

    private static String basis(ModelQuality model) {
        int n = model.benchmarks();
        return n == 0 ? "estimated" : n == 1 ? "1 benchmark" : n + " benchmarks";
    }

    private static void add(List<String> said, String part, double doublings) {
        if (Math.abs(doublings) >= LEAST) {
            said.add(String.format(Locale.ROOT, "%s %+.1f", part, doublings));
        }
    }
}
