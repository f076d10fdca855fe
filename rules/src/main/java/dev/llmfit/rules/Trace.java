package dev.llmfit.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a condition came out, with the values it saw. */
public sealed interface Trace {
    /** Returns the result. */
    Outcome outcome();

    /** Returns one line a comparison, indented by depth, each with a mark for its outcome. */
    default List<String> lines() {
        List<String> lines = new ArrayList<>();
        append(this, 0, lines);
        return lines;
    }

    private static void append(Trace trace, int depth, List<String> lines) {
        String mark = switch (trace.outcome()) {
            case TRUE -> "✓ ";
            case FALSE -> "✗ ";
            case UNKNOWN -> "? ";
        };
        String indent = "  ".repeat(depth);
        switch (trace) {
            case Comparison c -> lines.add(indent + mark + c.describe());
            case Group g -> {
                lines.add(indent + mark + g.kind().words());
                g.parts().forEach(p -> append(p, depth + 1, lines));
            }
        }
    }

    /**
     * A comparison.
     *
     * @param condition what was asked
     * @param left value of the fact, if known
     * @param right values compared with; empty if not known
     */
    record Comparison(Condition.Compare condition, Optional<FactValue> left, List<FactValue> right, Outcome outcome)
            implements Trace {
        public Comparison {
            right = List.copyOf(right);
        }

        /** Returns for example {@code machine.vram_gib 24 ≥ 20}. */
        public String describe() {
            String value = left.map(FactValue::show).orElse(FactValue.UNKNOWN);
            String other = right.isEmpty()
                    ? FactValue.UNKNOWN
                    : right.stream().map(FactValue::show).collect(Collectors.joining(", "));
            return condition.fact().id() + " " + value + " " + condition.op().sign() + " " + other;
        }
    }

    /** Several conditions together. */
    record Group(Kind kind, List<Trace> parts, Outcome outcome) implements Trace {
        public Group {
            parts = List.copyOf(parts);
        }

        static Group of(Kind kind, List<Condition> conditions, Facts facts, Outcome decisive, Outcome otherwise) {
            List<Trace> parts = new ArrayList<>(conditions.size());
            Outcome outcome = otherwise;
            for (Condition condition : conditions) {
                Trace part = condition.evaluate(facts);
                parts.add(part);
                if (part.outcome() == decisive) {
                    outcome = decisive;
                } else if (part.outcome() == Outcome.UNKNOWN && outcome == otherwise) {
                    outcome = Outcome.UNKNOWN;
                }
            }
            return new Group(kind, parts, outcome);
        }

        /** How the parts are joined. */
        public enum Kind {
            ALL("all of"),
            ANY("any of"),
            NOT("not");

            private final String words;

            Kind(String words) {
                this.words = words;
            }

            /** Returns the join in words. */
            public String words() {
                return words;
            }
        }
    }
}
