package dev.llmfit.rules;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the rules prefer for a request: for each setting the value of the last rule that applied, and that rule.
 */
public final class Preferences {
    private final Map<Setting, Choice> choices;

    /**
     * A value with its origin.
     *
     * @param value the value
     * @param finding the rule that set it
     */
    public record Choice(double value, Finding finding) {}

    Preferences(List<Finding> findings) {
        EnumMap<Setting, Choice> found = new EnumMap<>(Setting.class);
        for (Finding finding : findings) {
            if (finding.rule().then() instanceof Consequence.Preference p) {
                p.settings().forEach((s, v) -> found.put(s, new Choice(v, finding)));
            }
        }
        this.choices = found;
    }

    /** Returns the value of a setting and the rule that set it. */
    public Optional<Choice> find(Setting setting) {
        return Optional.ofNullable(choices.get(setting));
    }

    /**
     * Returns the value of a setting.
     *
     * @throws IllegalStateException if no rule sets it; the bundled book sets all of them
     */
    public double value(Setting setting) {
        return find(setting)
                .map(Choice::value)
                .orElseThrow(() -> new IllegalStateException("no rule sets " + setting.id()));
    }
}
