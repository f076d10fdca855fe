package dev.llmfit.rules;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the rules prefer for a request: for each setting the value of the last rule that applied. Immutable. */
public final class Preferences {
    private final Map<Setting, Double> values = new EnumMap<>(Setting.class);

    Preferences(List<Finding> findings) {
        for (Finding finding : findings) {
            if (finding.rule().then() instanceof Consequence.Preference p) {
                values.putAll(p.settings());
            }
        }
    }

    /**
     * Returns the value of a setting.
     *
     * @throws IllegalStateException if no rule sets it; the bundled book sets all of them
     */
    public double value(Setting setting) {
        Double value = values.get(setting);
        if (value == null) {
            throw new IllegalStateException("no rule sets " + setting.id());
        }
        return value;
    }
}
