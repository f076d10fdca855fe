package dev.llmfit.rules;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds rules that are well-formed but cannot be meant: never true, or contradicting another rule. */
public final class RuleAudit {
    private RuleAudit() {}

    /** Notes rules whose {@code all} cannot hold, and pairs with the same condition that prefer different values. */
    public static void check(List<Rule> rules, Problems problems) {
        Map<Condition, List<Rule>> byCondition = new HashMap<>();
        for (Rule rule : rules) {
            impossible(rule.when())
                    .ifPresent(why -> problems.add(rule.source(), rule.line(), rule.id() + " can never apply: " + why));
            byCondition.computeIfAbsent(rule.when(), c -> new ArrayList<>()).add(rule);
        }
        byCondition.values().forEach(same -> contradictions(same, problems));
    }

    private static void contradictions(List<Rule> same, Problems problems) {
        Map<Setting, Rule> first = new EnumMap<>(Setting.class);
        for (Rule rule : same) {
            if (!(rule.then() instanceof Consequence.Preference p)) {
                continue;
            }
            p.settings().forEach((setting, value) -> {
                Rule other = first.putIfAbsent(setting, rule);
                if (other != null
                        && !value.equals(((Consequence.Preference) other.then())
                                .settings()
                                .get(setting))) {
                    problems.add(
                            rule.source(),
                            rule.line(),
                            rule.id() + " contradicts " + other.id() + ": same condition, other value of "
                                    + setting.id());
                }
            });
        }
    }

    private static Optional<String> impossible(Condition condition) {
        if (!(condition instanceof Condition.All all)) {
            return Optional.empty();
        }
        Map<Fact, Range> ranges = new EnumMap<>(Fact.class);
        for (Condition part : all.parts()) {
            if (part instanceof Condition.Compare c && c.operand() instanceof Condition.Operand.Literal l) {
                Range range = ranges.computeIfAbsent(c.fact(), f -> new Range());
                range.narrow(c.op(), l.values());
                if (range.empty()) {
                    return Optional.of("the conditions on " + c.fact().id() + " exclude each other");
                }
            }
            Optional<String> inner = impossible(part);
            if (inner.isPresent()) {
                return inner;
            }
        }
        return Optional.empty();
    }

    /** What is left of the values of one fact. */
    private static final class Range {
        private double low = Double.NEGATIVE_INFINITY;
        private double high = Double.POSITIVE_INFINITY;
        private boolean openLow;
        private boolean openHigh;
        private List<FactValue> exact = List.of();
        private boolean none;

        void narrow(Op op, List<FactValue> values) {
            if (op == Op.EQ || op == Op.IN) {
                none |= !exact.isEmpty() && exact.stream().noneMatch(values::contains);
                exact = exact.isEmpty()
                        ? values
                        : exact.stream().filter(values::contains).toList();
            }
            if (op.ordered() && values.getFirst() instanceof FactValue.Num(double n)) {
                if ((op == Op.GT || op == Op.GE) && n >= low) {
                    openLow = op == Op.GT || (openLow && n == low);
                    low = n;
                } else if ((op == Op.LT || op == Op.LE) && n <= high) {
                    openHigh = op == Op.LT || (openHigh && n == high);
                    high = n;
                }
            }
        }

        boolean empty() {
            boolean crossed = low > high || (low == high && (openLow || openHigh));
            boolean outside = !exact.isEmpty()
                    && exact.stream().allMatch(v -> v instanceof FactValue.Num(double n) && !contains(n));
            return none || crossed || outside;
        }

        private boolean contains(double n) {
            return (openLow ? n > low : n >= low) && (openHigh ? n < high : n <= high);
        }
    }
}
