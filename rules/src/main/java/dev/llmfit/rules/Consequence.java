package dev.llmfit.rules;

import java.util.EnumMap;
import java.util.Map;

/** What follows when a rule applies. */
public sealed interface Consequence {
    /**
     * A sentence for the reader.
     *
     * @param text what to say
     */
    record Advice(Template text) implements Consequence {}

    /**
     * Values for the search.
     *
     * @param settings what to prefer
     */
    record Preference(Map<Setting, Double> settings) implements Consequence {
        public Preference {
            settings = Map.copyOf(settings);
        }

        /** Returns the settings in their order. */
        public Map<Setting, Double> inOrder() {
            return settings.isEmpty() ? Map.of() : new EnumMap<>(settings);
        }
    }
}
