package dev.llmfit.rules;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Spelling;
import dev.llmfit.json.YamlNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads rules from YAML. Notes every mistake and goes on, so that all are reported at once. */
final class RuleReader {
    private final String source;
    private final Problems problems;
    private final Map<String, Integer> lineOfId = new HashMap<>();

    RuleReader(String source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** Returns the rules that are right; what is wrong is in the problems. */
    List<Rule> read(String yaml) {
        return AuditedFields.ofYaml(yaml, this::problem).map(this::read).orElse(List.of());
    }

    /** Returns the rules of a parsed file that are right; what is wrong is in the problems. */
    List<Rule> read(YamlNode.Mapping root) {
        return read(AuditedFields.of("", root, this::problem));
    }

    private List<Rule> read(AuditedFields file) {
        List<Rule> rules = new ArrayList<>();
        file.requiredNode("rules", "a list of rules");
        file.sections("rules").forEach(fields -> rule(fields).ifPresent(rules::add));
        file.refuseUnknown();
        return rules;
    }

    private Optional<Rule> rule(AuditedFields fields) {
        Optional<String> id = fields.requiredScalar("id").flatMap(this::id);
        Optional<Condition> when =
                fields.requiredNode("when", "a condition").flatMap(node -> condition(fields, "when", node));
        Optional<Consequence> then =
                fields.requiredNode("then", "'advice' or 'prefer'").flatMap(node -> consequence(fields, node));
        Optional<Template> because = fields.requiredScalar("because").flatMap(this::template);
        List<String> cite = cite(fields);
        if (id.isEmpty() || when.isEmpty() || then.isEmpty() || because.isEmpty() || cite.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Rule(id.get(), when.get(), then.get(), because.get(), cite, source, fields.line()));
    }

    private Optional<String> id(YamlNode.Scalar scalar) {
        String id = scalar.text();
        if (!isId(id)) {
            problem(scalar.line(), "id '" + id + "' must be group/name in lower case, as chat/turn");
            return Optional.empty();
        }
        Integer first = lineOfId.putIfAbsent(id, scalar.line());
        if (first != null) {
            problem(scalar.line(), "id '" + id + "' is already used in line " + first);
            return Optional.empty();
        }
        return Optional.of(id);
    }

    private static boolean isId(String id) {
        int slash = id.indexOf('/');
        return slash > 0
                && !id.endsWith("/")
                && id.chars()
                        .allMatch(c -> c == '/'
                                || c == '-'
                                || c == '.'
                                || c == '_'
                                || (c >= 'a' && c <= 'z')
                                || (c >= '0' && c <= '9'));
    }

    private List<String> cite(AuditedFields fields) {
        List<String> cite = new ArrayList<>();
        Optional<YamlNode> node = fields.requiredNode("cite", "a source");
        if (node.isEmpty()) {
            return cite;
        }
        List<YamlNode> items = node.get() instanceof YamlNode.Sequence s ? s.items() : List.of(node.get());
        for (YamlNode item : items) {
            if (item instanceof YamlNode.Scalar s && !s.text().isBlank()) {
                cite.add(s.text());
            } else {
                problem(item.line(), "cite names where the knowledge comes from, found " + item.describe());
            }
        }
        if (items.isEmpty()) {
            problem(node.get().line(), "cite must name at least one source");
        }
        return cite;
    }

    private Optional<Template> template(YamlNode.Scalar scalar) {
        try {
            return Optional.of(Template.parse(scalar.text()));
        } catch (IllegalArgumentException e) {
            problem(scalar.line(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Consequence> consequence(AuditedFields rule, YamlNode node) {
        if (!(node instanceof YamlNode.Mapping m) || m.entries().size() != 1) {
            problem(node.line(), "then is either 'advice: TEXT' or 'prefer: {setting: number}'");
            return Optional.empty();
        }
        AuditedFields then = rule.part("then", m).know("advice", "prefer");
        return then.has("advice")
                ? then.requiredScalar("advice").flatMap(this::template).map(Consequence.Advice::new)
                : then.node("prefer").flatMap(this::preference);
    }

    private Optional<Consequence> preference(YamlNode node) {
        if (!(node instanceof YamlNode.Mapping m) || m.entries().isEmpty()) {
            problem(node.line(), "prefer is a mapping of settings to numbers, found " + node.describe());
            return Optional.empty();
        }
        Map<Setting, Double> settings = new EnumMap<>(Setting.class);
        for (YamlNode.Entry entry : m.entries()) {
            Optional<Setting> setting = Setting.byId(entry.key());
            if (setting.isEmpty()) {
                problem(
                        entry.line(),
                        "unknown setting '" + entry.key() + "'" + Spelling.didYouMean(entry.key(), Setting.ids()));
            }
            OptionalDouble number = number(entry.value());
            if (number.isEmpty() || number.getAsDouble() < 0) {
                problem(
                        entry.value().line(),
                        entry.key() + " needs a number of at least 0, found "
                                + entry.value().describe());
            } else {
                setting.ifPresent(s -> settings.put(s, number.getAsDouble()));
            }
        }
        return settings.size() == m.entries().size()
                ? Optional.of(new Consequence.Preference(settings))
                : Optional.empty();
    }

    /**
     * Reads a condition.
     *
     * @param above what it stands in
     * @param name its key there, with its place if it is one of a list
     */
    private Optional<Condition> condition(AuditedFields above, String name, YamlNode node) {
        if (node instanceof YamlNode.Scalar s && s.text().equals("always")) {
            return Optional.of(new Condition.All(List.of()));
        }
        if (!(node instanceof YamlNode.Mapping m)) {
            problem(node.line(), "a condition is all, any, not or {fact, op, value}, found " + node.describe());
            return Optional.empty();
        }
        AuditedFields fields = above.part(name, m);
        if (m.entries().size() == 1) {
            Optional<YamlNode> all = fields.node("all");
            if (all.isPresent()) {
                return conditions(fields, "all", all.get()).map(Condition.All::new);
            }
            Optional<YamlNode> any = fields.node("any");
            if (any.isPresent()) {
                return conditions(fields, "any", any.get()).map(Condition.Any::new);
            }
            Optional<YamlNode> not = fields.node("not");
            if (not.isPresent()) {
                return condition(fields, "not", not.get()).map(Condition.Not::new);
            }
        }
        return new ComparisonReader(this).read(fields);
    }

    private Optional<List<Condition>> conditions(AuditedFields fields, String key, YamlNode node) {
        if (!(node instanceof YamlNode.Sequence s) || s.items().isEmpty()) {
            problem(node.line(), key + " needs a list of conditions, found " + node.describe());
            return Optional.empty();
        }
        List<Condition> parts = new ArrayList<>();
        for (int i = 0; i < s.items().size(); i++) {
            condition(fields, key + "[" + i + "]", s.items().get(i)).ifPresent(parts::add);
        }
        return parts.size() == s.items().size() ? Optional.of(parts) : Optional.empty();
    }

    static OptionalDouble number(YamlNode node) {
        return node instanceof YamlNode.Scalar s ? s.number() : OptionalDouble.empty();
    }

    void problem(int line, String message) {
        problems.add(source, line, message);
    }
}
