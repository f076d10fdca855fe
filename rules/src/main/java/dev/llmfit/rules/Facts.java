package dev.llmfit.rules;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What is known about a request, a machine, a model and a launch. A fact that is not known is absent. Immutable. */
public final class Facts {
    /** Nothing is known. */
    public static final Facts NONE = new Facts(new EnumMap<>(Fact.class));

    private final Map<Fact, FactValue> values;

    private Facts(Map<Fact, FactValue> values) {
        this.values = values;
    }

    /** Returns the value of a fact, or empty if it is not known. */
    public Optional<FactValue> find(Fact fact) {
        return Optional.ofNullable(values.get(fact));
    }

    /** Returns all known facts in the order of {@link Fact}. */
    public Map<Fact, FactValue> asMap() {
        return new EnumMap<>(values);
    }

    /** Returns a builder that starts with these facts. */
    public Builder toBuilder() {
        return new Builder(new EnumMap<>(values));
    }

    /** Returns an empty builder. */
    public static Builder builder() {
        return new Builder(new EnumMap<>(Fact.class));
    }

    /** Collects facts. */
    public static final class Builder {
        private final EnumMap<Fact, FactValue> values;

        private Builder(EnumMap<Fact, FactValue> values) {
            this.values = values;
        }

        /** Sets a number. */
        public Builder set(Fact fact, double value) {
            return set(fact, new FactValue.Num(value));
        }

        /** Sets a text. */
        public Builder set(Fact fact, String value) {
            return set(fact, new FactValue.Text(value));
        }

        /** Sets yes or no. */
        public Builder set(Fact fact, boolean value) {
            return set(fact, new FactValue.Flag(value));
        }

        /**
         * Sets a value.
         *
         * @throws IllegalArgumentException if the value is of another kind than the fact
         */
        public Builder set(Fact fact, FactValue value) {
            if (value.kind() != fact.kind()) {
                throw new IllegalArgumentException(
                        fact.id() + " is " + fact.kind().words() + ", not " + value.show());
            }
            values.put(fact, value);
            return this;
        }

        /** Returns the facts collected so far. */
        public Facts build() {
            return new Facts(new EnumMap<>(values));
        }
    }
}
