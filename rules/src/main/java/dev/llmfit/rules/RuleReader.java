package dev.llmfit.rules;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads rules from YAML. Notes every mistake and goes on, so that all are reported at once. */
final class RuleReader {
    private static final Set<String> RULE_KEYS = Set.of("id", "when", "then", "because", "cite");

    private final String source;
    private final Problems problems;
    private final Map<String, Integer> lineOfId = new HashMap<>();

    RuleReader(String source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** Returns the rules that are right; what is wrong is in the problems. */
    List<Rule> read(String yaml) {
        YamlNode root;
        try {
            root = YamlTree.parse(yaml);
        } catch (YamlSyntaxException e) {
            problems.add(source, e.line(), "not YAML: " + e.getMessage());
            return List.of();
        }
        return read(root);
    }

    /** Returns the rules of a parsed file that are right; what is wrong is in the problems. */
    List<Rule> read(YamlNode root) {
        if (!(root instanceof YamlNode.Mapping m)) {
            problems.add(source, root.line(), "expected 'rules:' with a list, found " + root.describe());
            return List.of();
        }
        List<Rule> rules = new ArrayList<>();
        Fields fields = new Fields(m, Set.of("rules"), "a rule file");
        fields.sequence("rules").ifPresent(s -> s.items().forEach(i -> rule(i).ifPresent(rules::add)));
        return rules;
    }

    private Optional<Rule> rule(YamlNode node) {
        if (!(node instanceof YamlNode.Mapping m)) {
            problem(node.line(), "a rule is a mapping with id, when, then, because and cite, found " + node.describe());
            return Optional.empty();
        }
        Fields fields = new Fields(m, RULE_KEYS, "a rule");
        Optional<String> id = fields.text("id").flatMap(s -> id(s));
        Optional<Condition> when = fields.required("when").flatMap(this::condition);
        Optional<Consequence> then = fields.required("then").flatMap(this::consequence);
        Optional<Template> because = fields.text("because").flatMap(this::template);
        List<String> cite = cite(fields);
        if (id.isEmpty() || when.isEmpty() || then.isEmpty() || because.isEmpty() || cite.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Rule(id.get(), when.get(), then.get(), because.get(), cite, source, m.line()));
    }

    private Optional<String> id(YamlNode.Scalar scalar) {
        String id = scalar.text();
        if (!isId(id)) {
            problem(scalar.line(), "id '" + id + "' must be group/name in lower case, as chat/min-speed");
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
                && slash < id.length() - 1
                && id.chars()
                        .allMatch(c -> c == '/'
                                || c == '-'
                                || c == '.'
                                || c == '_'
                                || (c >= 'a' && c <= 'z')
                                || (c >= '0' && c <= '9'));
    }

    private List<String> cite(Fields fields) {
        List<String> cite = new ArrayList<>();
        Optional<YamlNode> node = fields.required("cite");
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

    private Optional<Consequence> consequence(YamlNode node) {
        if (!(node instanceof YamlNode.Mapping m) || m.entries().size() != 1) {
            problem(node.line(), "then is either 'advice: TEXT' or 'prefer: {setting: number}'");
            return Optional.empty();
        }
        YamlNode.Entry entry = m.entries().getFirst();
        return switch (entry.key()) {
            case "advice" ->
                scalar(entry.value(), "advice").flatMap(this::template).map(Consequence.Advice::new);
            case "prefer" -> preference(entry.value());
            default -> {
                problem(
                        entry.line(),
                        "then knows 'advice' and 'prefer', not '" + entry.key() + "'"
                                + Spelling.didYouMean(entry.key(), List.of("advice", "prefer")));
                yield Optional.empty();
            }
        };
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
            Optional<Double> number = number(entry.value());
            if (number.isEmpty() || number.get() < 0) {
                problem(
                        entry.value().line(),
                        entry.key() + " needs a number of at least 0, found "
                                + entry.value().describe());
            } else {
                setting.ifPresent(s -> settings.put(s, number.get()));
            }
        }
        return settings.size() == m.entries().size()
                ? Optional.of(new Consequence.Preference(settings))
                : Optional.empty();
    }

    private Optional<Condition> condition(YamlNode node) {
        if (node instanceof YamlNode.Scalar s && s.text().equals("always")) {
            return Optional.of(new Condition.All(List.of()));
        }
        if (!(node instanceof YamlNode.Mapping m)) {
            problem(node.line(), "a condition is all, any, not or {fact, op, value}, found " + node.describe());
            return Optional.empty();
        }
        if (m.entries().size() == 1) {
            YamlNode.Entry entry = m.entries().getFirst();
            switch (entry.key()) {
                case "all":
                    return conditions(entry).map(Condition.All::new);
                case "any":
                    return conditions(entry).map(Condition.Any::new);
                case "not":
                    return condition(entry.value()).map(Condition.Not::new);
                default:
            }
        }
        return new ComparisonReader(this).read(m);
    }

    private Optional<List<Condition>> conditions(YamlNode.Entry entry) {
        if (!(entry.value() instanceof YamlNode.Sequence s) || s.items().isEmpty()) {
            problem(
                    entry.line(),
                    entry.key() + " needs a list of conditions, found "
                            + entry.value().describe());
            return Optional.empty();
        }
        List<Condition> parts = new ArrayList<>();
        s.items().forEach(i -> condition(i).ifPresent(parts::add));
        return parts.size() == s.items().size() ? Optional.of(parts) : Optional.empty();
    }

    Optional<YamlNode.Scalar> scalar(YamlNode node, String what) {
        if (node instanceof YamlNode.Scalar s && s.kind() != YamlNode.Scalar.Kind.NULL) {
            return Optional.of(s);
        }
        problem(node.line(), what + " is a text, found " + node.describe());
        return Optional.empty();
    }

    static Optional<Double> number(YamlNode node) {
        if (node instanceof YamlNode.Scalar s && s.kind() == YamlNode.Scalar.Kind.NUMBER) {
            try {
                return Optional.of(Double.parseDouble(s.text().replace("_", "")));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    void problem(int line, String message) {
        problems.add(source, line, message);
    }

    Fields fields(YamlNode.Mapping mapping, Set<String> known, String what) {
        return new Fields(mapping, known, what);
    }

    /** The keys of a mapping, each at most once and all of them known. */
    final class Fields {
        private final Map<String, YamlNode.Entry> byKey = new HashMap<>();
        private final YamlNode.Mapping mapping;
        private final String what;

        private Fields(YamlNode.Mapping mapping, Set<String> known, String what) {
            this.mapping = mapping;
            this.what = what;
            for (YamlNode.Entry entry : mapping.entries()) {
                if (!known.contains(entry.key())) {
                    problem(
                            entry.line(),
                            what + " has no '" + entry.key() + "'"
                                    + Spelling.didYouMean(entry.key(), List.copyOf(known)));
                } else if (byKey.putIfAbsent(entry.key(), entry) != null) {
                    problem(entry.line(), "'" + entry.key() + "' is given twice");
                }
            }
        }

        Optional<YamlNode> find(String key) {
            YamlNode.Entry entry = byKey.get(key);
            return entry == null ? Optional.empty() : Optional.of(entry.value());
        }

        Optional<YamlNode> required(String key) {
            Optional<YamlNode> found = find(key);
            if (found.isEmpty()) {
                problem(mapping.line(), what + " needs '" + key + "'");
            }
            return found;
        }

        Optional<YamlNode.Scalar> text(String key) {
            return required(key).flatMap(n -> scalar(n, key));
        }

        Optional<YamlNode.Sequence> sequence(String key) {
            Optional<YamlNode> found = required(key);
            if (found.isPresent() && found.get() instanceof YamlNode.Sequence s) {
                return Optional.of(s);
            }
            found.ifPresent(n -> problem(n.line(), "'" + key + "' is a list, found " + n.describe()));
            return Optional.empty();
        }
    }
}
