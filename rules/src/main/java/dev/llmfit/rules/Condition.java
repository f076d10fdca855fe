package dev.llmfit.rules;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** When a rule applies. Evaluating it returns the whole tree with the values it saw, so that the explanation is the evaluation. */
public sealed interface Condition {
    /** Evaluates the condition; every part is evaluated, also after the result is certain, so that the trace is complete. */
    Trace evaluate(Facts facts);

    /** Adds the facts that the condition asks for. */
    void collectFacts(Set<Fact> into);

    /** Returns the facts that the condition asks for. */
    default Set<Fact> facts() {
        Set<Fact> facts = EnumSet.noneOf(Fact.class);
        collectFacts(facts);
        return facts;
    }

    /** Holds if all parts hold; an empty list holds. */
    record All(List<Condition> parts) implements Condition {
        public All {
            parts = List.copyOf(parts);
        }

        @Override
        public Trace evaluate(Facts facts) {
            return Trace.Group.of(Trace.Group.Kind.ALL, parts, facts, Outcome.FALSE, Outcome.TRUE);
        }

        @Override
        public void collectFacts(Set<Fact> into) {
            parts.forEach(p -> p.collectFacts(into));
        }
    }

    /** Holds if one part holds; an empty list does not hold. */
    record Any(List<Condition> parts) implements Condition {
        public Any {
            parts = List.copyOf(parts);
        }

        @Override
        public Trace evaluate(Facts facts) {
            return Trace.Group.of(Trace.Group.Kind.ANY, parts, facts, Outcome.TRUE, Outcome.FALSE);
        }

        @Override
        public void collectFacts(Set<Fact> into) {
            parts.forEach(p -> p.collectFacts(into));
        }
    }

    /** Holds if the part does not. */
    record Not(Condition part) implements Condition {
        @Override
        public Trace evaluate(Facts facts) {
            Trace inner = part.evaluate(facts);
            return new Trace.Group(
                    Trace.Group.Kind.NOT, List.of(inner), inner.outcome().not());
        }

        @Override
        public void collectFacts(Set<Fact> into) {
            part.collectFacts(into);
        }
    }

    /** Compares a fact with a value or with another fact. */
    record Compare(Fact fact, ComparisonOp op, Operand operand) implements Condition {
        @Override
        public Trace evaluate(Facts facts) {
            Optional<FactValue> left = facts.find(fact);
            List<FactValue> right = operand.resolve(facts);
            Outcome outcome =
                    left.isEmpty() || right.isEmpty() ? Outcome.UNKNOWN : Outcome.of(holds(left.get(), right));
            return new Trace.Comparison(this, left, right, outcome);
        }

        private boolean holds(FactValue left, List<FactValue> right) {
            return switch (op) {
                case EQ -> left.equals(right.getFirst());
                case NE -> !left.equals(right.getFirst());
                case LT -> number(left) < number(right.getFirst());
                case LE -> number(left) <= number(right.getFirst());
                case GT -> number(left) > number(right.getFirst());
                case GE -> number(left) >= number(right.getFirst());
                case IN -> right.contains(left);
                case CONTAINS ->
                    left.show()
                            .toLowerCase(Locale.ROOT)
                            .contains(right.getFirst().show().toLowerCase(Locale.ROOT));
            };
        }

        private static double number(FactValue value) {
            return value instanceof FactValue.Num n ? n.value() : Double.NaN;
        }

        @Override
        public void collectFacts(Set<Fact> into) {
            into.add(fact);
            if (operand instanceof Operand.OtherFact o) {
                into.add(o.fact());
            }
        }
    }

    /** The right side of a comparison. */
    sealed interface Operand {
        /** Returns the values to compare with; empty if they are not known. */
        List<FactValue> resolve(Facts facts);

        /** One value, or several for {@link ComparisonOp#IN}. */
        record Literal(List<FactValue> values) implements Operand {
            public Literal {
                values = List.copyOf(values);
            }

            @Override
            public List<FactValue> resolve(Facts facts) {
                return values;
            }
        }

        /** The value of another fact of the same kind, times a factor for numbers. */
        record OtherFact(Fact fact, double factor) implements Operand {
            public OtherFact {
                if (!Double.isFinite(factor)) {
                    throw new IllegalArgumentException("the factor of " + fact.id() + " is " + factor);
                }
            }

            @Override
            public List<FactValue> resolve(Facts facts) {
                List<FactValue> values = new ArrayList<>(1);
                facts.find(fact)
                        .ifPresent(v ->
                                values.add(v instanceof FactValue.Num n ? new FactValue.Num(n.value() * factor) : v));
                return values;
            }
        }
    }
}
