package dev.llmfit.tui.state;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.Said;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.rules.Finding;
import java.util.ArrayList;
import java.util.List;

/** Why a launch is as it is, in sentences. */
public final class Reasons {
    /** Beginnings of rules in the order in which a reader wants them; the others follow. */
    private static final List<String> ORDER =
            List.of("lesson/", "offload/", "ram/", "spill/", "quality/", "speed/", "cpu/", "context/", "kv/");

    private Reasons() {}

    /**
     * A sentence of a rule.
     *
     * @param text the sentence
     * @param rule the rule's id
     */
    public record Reason(String text, String rule) {}

    /** Returns the reasons of a launch, the most telling first. */
    public static List<Reason> of(Candidate c, HardwareSelector machine) {
        CommandWords words = new CommandWords(Said.of(machine));
        List<Finding> sorted = new ArrayList<>();
        for (String beginning : ORDER) {
            c.because().stream()
                    .filter(f -> f.rule().id().startsWith(beginning))
                    .forEach(sorted::add);
        }
        c.because().stream().filter(f -> !sorted.contains(f)).forEach(sorted::add);
        return sorted.stream()
                .map(f -> new Reason(words.of(f.text()), f.rule().id()))
                .toList();
    }

    static List<String> all(Candidate c, HardwareSelector machine) {
        return of(c, machine).stream()
                .map(r -> r.text() + " (" + r.rule() + ")")
                .toList();
    }
}
