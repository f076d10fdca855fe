package dev.llmfit.render.models;

import dev.llmfit.answers.models.ModelAnswer.Listed;
import dev.llmfit.gguf.catalog.Sampling;
import dev.llmfit.recommend.emit.ChatSettings;
import java.util.ArrayList;
import java.util.List;

/** How a model is sampled from, for people. */
final class SamplingText {
    private SamplingText() {}

    /** Writes what its makers say, and how its reasoning is switched. */
    static void rows(Listed listed, FactLines facts) {
        listed.sampling().ifPresent(s -> {
            facts.row("sampling", values(s));
            listed.samplingWithoutReasoning().ifPresent(off -> facts.row("", values(off) + " with --reasoning off"));
            facts.row("", "by " + s.source() + ", " + s.date());
            s.reasoning()
                    .ifPresent(r -> facts.row(
                            "reasoning",
                            switch (r) {
                                case ON_OFF -> "--reasoning on|off switches it, --reasoning-budget N limits its tokens";
                                case EFFORT ->
                                    "--reasoning-effort low|medium|high, --reasoning-budget N limits its tokens";
                                case ALWAYS -> "always; --reasoning-budget N limits its tokens";
                            }));
        });
    }

    private static String values(Sampling s) {
        List<String> parts = new ArrayList<>();
        s.temperature().ifPresent(v -> parts.add("temperature " + ChatSettings.number(v)));
        s.topP().ifPresent(v -> parts.add("top-p " + ChatSettings.number(v)));
        s.topK().ifPresent(v -> parts.add("top-k " + v));
        s.minP().ifPresent(v -> parts.add("min-p " + ChatSettings.number(v)));
        s.presencePenalty().ifPresent(v -> parts.add("presence penalty " + ChatSettings.number(v)));
        s.repeatPenalty().ifPresent(v -> parts.add("repeat penalty " + ChatSettings.number(v)));
        return String.join(", ", parts);
    }
}
