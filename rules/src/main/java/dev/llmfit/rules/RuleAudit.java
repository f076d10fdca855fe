package dev.llmfit.rules;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds rules that are well-formed but cannot be meant: never true, never heard because of a later one, contradicting another rule, or
 * showing a fact that may not be known.
 */
public final class RuleAudit {
    private RuleAudit() {}

    /**
     * Notes rules that can never apply, whose texts show facts that may not be known, whose preferences a later rule always replaces,
     * or that contradict another rule.
     */
    public static void check(List<Rule> rules, Problems problems) {
        Map<Set<Condition>, List<Rule>> byCondition = new HashMap<>();
        for (Rule rule : rules) {
            unreachable(rule)
                    .ifPresent(why -> problems.add(rule.source(), rule.line(), rule.id() + " can never apply: " + why));
            unknownInText(rule, problems);
            byCondition
                    .computeIfAbsent(Implication.parts(rule.when()), c -> new ArrayList<>())
                    .add(rule);
        }
        byCondition.values().forEach(same -> contradictions(same, problems));
        for (int i = 0; i < rules.size(); i++) {
            replaced(rules.get(i), rules.subList(i + 1, rules.size()), problems);
        }
    }

    /**
     * Returns sentences about settings for which rules of one's own win over bundled rules with the same condition and another id; they
     * come later, so this is right, but it should be known.
     */
    public static List<String> outranked(List<Rule> bundled, List<Rule> own) {
        List<String> sentences = new ArrayList<>();
        for (Rule mine : own) {
            for (Rule theirs : bundled) {
                if (!mine.id().equals(theirs.id())
                        && mine.then() instanceof Consequence.Preference p
                        && theirs.then() instanceof Consequence.Preference q
                        && Implication.parts(theirs.when()).containsAll(Implication.parts(mine.when()))) {
                    p.inOrder().forEach((setting, value) -> {
                        Double before = q.settings().get(setting);
                        if (before != null && !before.equals(value)) {
                            sentences.add(mine.id() + " outranks " + theirs.id() + ": " + setting.id() + " " + value
                                    + " instead of " + before);
                        }
                    });
                }
            }
        }
        return sentences;
    }

    /** Notes each fact of a rule's texts that may be unknown although its condition holds. */
    private static void unknownInText(Rule rule, Problems problems) {
        Set<Fact> unknown = rule.shown();
        unknown.removeAll(KnownFacts.when(rule.when()));
        for (Fact fact : unknown) {
            problems.add(
                    rule.source(),
                    rule.line(),
                    rule.id() + " shows " + fact.id()
                            + ", which may not be known when it applies; compare it with something in 'when' too");
        }
    }

    private static Optional<String> unreachable(Rule rule) {
        boolean preference = rule.then() instanceof Consequence.Preference;
        if (preference && rule.scope() != Rule.Scope.SETTING) {
            return Optional.of("prefer steers the search, which knows only facts of request and machine");
        }
        Optional<Fact> alien = rule.facts().stream()
                .filter(f -> f.subject().equals("candidate") || f.subject().equals("model"))
                .findFirst();
        if (rule.scope() == Rule.Scope.RUN && alien.isPresent()) {
            return Optional.of("a log tells nothing of " + alien.get().id());
        }
        Optional<Fact> other = rule.facts().stream()
                .filter(f -> f.subject().equals("candidate"))
                .findFirst();
        if (rule.scope() == Rule.Scope.TEAM && other.isPresent()) {
            return Optional.of("where engines are compared, " + other.get().id() + " is not known");
        }
        return impossible(rule.when());
    }

    /** Notes a rule all of whose settings are set again by one later rule that applies whenever it does. */
    private static void replaced(Rule rule, List<Rule> later, Problems problems) {
        if (!(rule.then() instanceof Consequence.Preference mine)) {
            return;
        }
        for (Rule other : later) {
            boolean same = other.then() instanceof Consequence.Preference theirs
                    && theirs.settings().keySet().containsAll(mine.settings().keySet());
            boolean wider = Implication.parts(rule.when()).containsAll(Implication.parts(other.when()));
            boolean reported = Implication.parts(rule.when()).equals(Implication.parts(other.when()));
            if (same && wider && !reported) {
                problems.add(
                        rule.source(),
                        rule.line(),
                        rule.id() + " is never heard: " + other.id()
                                + " comes later, applies whenever it does and sets the same");
                return;
            }
        }
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
        return switch (condition) {
            case Condition.All all -> impossible(all);
            case Condition.Any any -> {
                List<Optional<String>> parts =
                        any.parts().stream().map(RuleAudit::impossible).toList();
                yield parts.stream().allMatch(Optional::isPresent) ? parts.getFirst() : Optional.empty();
            }
            case Condition.Not not ->
                Implication.certain(not.part())
                        ? Optional.of("its condition is the opposite of always")
                        : Optional.empty();
            case Condition.Compare compare -> unknownValue(compare);
        };
    }

    /** Returns why a text is never what a comparison wants. */
    private static Optional<String> unknownValue(Condition.Compare c) {
        List<String> known = c.fact().knownValues();
        if (known.isEmpty()
                || (c.op() != ComparisonOp.EQ && c.op() != ComparisonOp.IN)
                || !(c.operand() instanceof Condition.Operand.Literal(List<FactValue> wanted))) {
            return Optional.empty();
        }
        boolean possible = wanted.stream().anyMatch(v -> known.contains(v.show().toLowerCase(Locale.ROOT)));
        return possible
                ? Optional.empty()
                : Optional.of(c.fact().id() + " is never '" + wanted.getFirst().show() + "'; it is one of "
                        + String.join(", ", known));
    }

    private static Optional<String> impossible(Condition.All all) {
        Map<Fact, Range> ranges = new EnumMap<>(Fact.class);
        for (Condition part : Implication.parts(all)) {
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
        private final List<FactValue> excluded = new ArrayList<>();
        private boolean none;

        void narrow(ComparisonOp op, List<FactValue> values) {
            if (op == ComparisonOp.EQ || op == ComparisonOp.IN) {
                none |= !exact.isEmpty() && exact.stream().noneMatch(values::contains);
                exact = exact.isEmpty()
                        ? values
                        : exact.stream().filter(values::contains).toList();
            }
            if (op == ComparisonOp.NE) {
                excluded.addAll(values);
            }
            if (op.ordered() && values.getFirst() instanceof FactValue.Num(double n)) {
                if ((op == ComparisonOp.GT || op == ComparisonOp.GE) && n >= low) {
                    openLow = op == ComparisonOp.GT || (openLow && n == low);
                    low = n;
                } else if ((op == ComparisonOp.LT || op == ComparisonOp.LE) && n <= high) {
                    openHigh = op == ComparisonOp.LT || (openHigh && n == high);
                    high = n;
                }
            }
        }

        boolean empty() {
            boolean crossed = low > high || (low == high && (openLow || openHigh));
            boolean outside = !exact.isEmpty()
                    && exact.stream().allMatch(v -> v instanceof FactValue.Num(double n) && !contains(n));
            return none || crossed || outside || (!exact.isEmpty() && excluded.containsAll(exact));
        }

        private boolean contains(double n) {
            return (openLow ? n > low : n >= low) && (openHigh ? n < high : n <= high);
        }
    }
}
