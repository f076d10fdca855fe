package dev.llmfit.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Test cases of rules in YAML: facts, the rules that must apply to them, and those that must not.
 *
 * <pre>
 * cases:
 * - name: a 24 GB card
 *   facts: {machine.vram_gib: 24, machine.unified: false}
 *   expect: [vram/24gb]
 *   reject: [vram/8gb]
 * </pre>
 */
public final class RuleCases {
    private final List<Case> cases;

    private RuleCases(List<Case> cases) {
        this.cases = cases;
    }

    private record Case(String name, int line, Facts facts, List<String> expect, List<String> reject) {}

    /**
     * The result of a case.
     *
     * @param name name of the case
     * @param line where it begins
     * @param failures what came out otherwise, with the trace; empty if it passed
     */
    public record Result(String name, int line, List<String> failures) {
        public Result {
            failures = List.copyOf(failures);
        }
    }

    /** Reads the cases of a file; mistakes are noted with their lines. */
    public static RuleCases read(String source, String yaml, Problems problems) {
        List<Case> cases = new ArrayList<>();
        try {
            if (YamlTree.parse(yaml) instanceof YamlNode.Mapping m
                    && m.entries().size() == 1
                    && m.entries().getFirst().key().equals("cases")
                    && m.entries().getFirst().value() instanceof YamlNode.Sequence s) {
                s.items().forEach(item -> read(item, source, problems).ifPresent(cases::add));
            } else {
                problems.add(source, 1, "expected 'cases:' with a list");
            }
        } catch (YamlSyntaxException e) {
            problems.add(source, e.line(), "not YAML: " + e.getMessage());
        }
        return new RuleCases(cases);
    }

    private static Optional<Case> read(YamlNode node, String source, Problems problems) {
        if (!(node instanceof YamlNode.Mapping m)) {
            problems.add(source, node.line(), "a case is a mapping with name, facts, expect and reject");
            return Optional.empty();
        }
        String name = "line " + m.line();
        Facts facts = Facts.NONE;
        List<String> expect = List.of();
        List<String> reject = List.of();
        for (YamlNode.Entry entry : m.entries()) {
            switch (entry.key()) {
                case "name" -> name = entry.value() instanceof YamlNode.Scalar s ? s.text() : name;
                case "facts" -> facts = facts(entry.value(), source, problems);
                case "expect" -> expect = ids(entry.value(), source, problems);
                case "reject" -> reject = ids(entry.value(), source, problems);
                default -> problems.add(source, entry.line(), "a case has no '" + entry.key() + "'");
            }
        }
        return Optional.of(new Case(name, m.line(), facts, expect, reject));
    }

    private static Facts facts(YamlNode node, String source, Problems problems) {
        Facts.Builder facts = Facts.builder();
        if (!(node instanceof YamlNode.Mapping m)) {
            problems.add(source, node.line(), "facts is a mapping of facts to values");
            return facts.build();
        }
        for (YamlNode.Entry entry : m.entries()) {
            Optional<Fact> fact = Fact.byId(entry.key());
            if (fact.isEmpty()) {
                List<String> near = Fact.nearest(entry.key());
                problems.add(
                        source,
                        entry.line(),
                        "unknown fact '" + entry.key() + "'"
                                + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?"));
                continue;
            }
            Optional<FactValue> value =
                    ComparisonReader.value(entry.value(), fact.get().kind());
            if (value.isEmpty()) {
                problems.add(
                        source,
                        entry.line(),
                        fact.get().id() + " is " + fact.get().kind().words() + ", found "
                                + entry.value().describe());
            }
            value.ifPresent(v -> facts.set(fact.get(), v));
        }
        return facts.build();
    }

    private static List<String> ids(YamlNode node, String source, Problems problems) {
        List<String> ids = new ArrayList<>();
        List<YamlNode> items = node instanceof YamlNode.Sequence s ? s.items() : List.of(node);
        for (YamlNode item : items) {
            if (item instanceof YamlNode.Scalar s) {
                ids.add(s.text());
            } else {
                problems.add(source, item.line(), "a rule id is a text, found " + item.describe());
            }
        }
        return ids;
    }

    /** Runs the cases against a book. A rule of any scope may be named. */
    public List<Result> run(RuleBook book) {
        List<Result> results = new ArrayList<>();
        for (Case c : cases) {
            List<String> failures = new ArrayList<>();
            c.expect().forEach(id -> check(book, id, c, true, failures));
            c.reject().forEach(id -> check(book, id, c, false, failures));
            results.add(new Result(c.name(), c.line(), failures));
        }
        return results;
    }

    private static void check(RuleBook book, String id, Case c, boolean wanted, List<String> failures) {
        Optional<Rule> rule = book.find(id);
        if (rule.isEmpty()) {
            List<String> near = book.nearest(id);
            failures.add("there is no rule " + id + (near.isEmpty() ? "" : "; did you mean " + near.getFirst() + "?"));
            return;
        }
        Trace trace = rule.get().when().evaluate(c.facts());
        boolean applies = trace.outcome() == Outcome.TRUE;
        if (applies != wanted) {
            failures.add(id + (wanted ? " does not apply: " : " applies: ") + String.join("; ", trace.lines()));
        }
    }
}
