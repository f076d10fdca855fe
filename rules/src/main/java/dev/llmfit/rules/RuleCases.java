package dev.llmfit.rules;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Complaints;
import dev.llmfit.json.Spelling;
import dev.llmfit.json.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Test cases of rules in YAML: facts, the rules that must apply to them, and those that must not.
 *
 * <pre>
 * cases:
 * - name: two GPUs that differ
 *   facts: {machine.gpu_count: 2, machine.mixed_gpus: true}
 *   expect: [gpu/mixed]
 *   reject: [gpu/several]
 * </pre>
 */
public final class RuleCases {
    private final List<Case> cases;

    private RuleCases(List<Case> cases) {
        this.cases = cases;
    }

    private record Case(String name, int line, Facts facts, List<String> expect, List<String> reject) {
        Case {
            expect = List.copyOf(expect);
            reject = List.copyOf(reject);
        }
    }

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
        Complaints complaints = (line, sentence) -> problems.add(source, line, sentence);
        List<Case> cases = new ArrayList<>();
        AuditedFields.ofYaml(yaml, complaints).ifPresent(file -> {
            file.requiredNode("cases", "a list of cases");
            file.sections("cases").forEach(fields -> cases.add(read(fields, complaints)));
            file.refuseUnknown();
        });
        return new RuleCases(cases);
    }

    private static Case read(AuditedFields fields, Complaints complaints) {
        return new Case(
                fields.optionalText("name").orElse("line " + fields.line()),
                fields.line(),
                fields.node("facts").map(node -> facts(node, complaints)).orElse(Facts.NONE),
                ids(fields, "expect"),
                ids(fields, "reject"));
    }

    private static Facts facts(YamlNode node, Complaints complaints) {
        Facts.Builder facts = Facts.builder();
        if (!(node instanceof YamlNode.Mapping m)) {
            complaints.mistake(node.line(), "facts is a mapping of facts to values");
            return facts.build();
        }
        for (YamlNode.Entry entry : m.entries()) {
            Optional<Fact> fact = Fact.byId(entry.key());
            if (fact.isEmpty()) {
                complaints.mistake(
                        entry.line(),
                        "unknown fact '" + entry.key() + "'" + Spelling.didYouMean(entry.key(), Fact.ids()));
                continue;
            }
            Optional<FactValue> value =
                    ComparisonReader.value(entry.value(), fact.get().kind());
            if (value.isEmpty()) {
                complaints.mistake(
                        entry.line(),
                        fact.get().id() + " is " + fact.get().kind().words() + ", found "
                                + entry.value().describe());
            }
            value.ifPresent(v -> facts.set(fact.get(), v));
        }
        return facts.build();
    }

    private static List<String> ids(AuditedFields fields, String key) {
        boolean one = fields.node(key).orElse(null) instanceof YamlNode.Scalar;
        return one ? fields.optionalText(key).stream().toList() : fields.texts(key);
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
