package dev.llmfit.cli.recommend;

import dev.llmfit.cli.shell.Shell;
import dev.llmfit.render.Table;
import dev.llmfit.rules.ConditionText;
import dev.llmfit.rules.Consequence;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rules for people and for JSON. */
final class RuleText {
    private RuleText() {}

    static Table table(List<Rule> rules) {
        Table table = new Table().left("rule").left("about").left("says");
        for (Rule rule : rules) {
            table.row(rule.id(), about(rule), shortened(says(rule)));
        }
        return table;
    }

    private static String about(Rule rule) {
        return switch (rule.scope()) {
            case SETTING -> "machine";
            case CANDIDATE -> "launch";
            case RUN -> "log";
        };
    }

    private static String says(Rule rule) {
        return switch (rule.then()) {
            case Consequence.Advice a -> Shell.WORDS.of(a.text().written());
            case Consequence.Preference p -> settings(p);
        };
    }

    private static String settings(Consequence.Preference preference) {
        List<String> parts = new ArrayList<>();
        preference.inOrder().forEach((s, v) -> parts.add(s.id() + " " + number(v)));
        return "prefers " + String.join(", ", parts);
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%s", value);
    }

    private static String shortened(String text) {
        return text.length() <= 54 ? text : text.substring(0, 53) + "…";
    }

    static List<String> explain(Rule rule, Facts facts, boolean evaluated, int columns) {
        List<String> lines = new ArrayList<>();
        lines.add(rule.id() + "  (" + rule.source() + ", line " + rule.line() + ")");
        lines.addAll(block("when", ConditionText.lines(rule.when())));
        if (rule.then() instanceof Consequence.Preference p) {
            List<String> settings = new ArrayList<>();
            p.inOrder().forEach((s, v) -> settings.add(s.id() + " " + number(v) + ": " + s.meaning()));
            lines.addAll(block("prefer", settings));
        } else {
            lines.addAll(Wrapped.lines("says", says(rule), columns));
        }
        lines.addAll(Wrapped.lines("because", Shell.WORDS.of(rule.because().written()), columns));
        for (String cite : rule.cite()) {
            lines.addAll(Wrapped.lines("source", cite, columns));
        }
        if (evaluated) {
            lines.addAll(block("here", rule.when().evaluate(facts).lines()));
            rule.apply(facts).ifPresent(f -> lines.addAll(Wrapped.lines("", Shell.WORDS.of(f.text()), columns)));
        }
        return lines;
    }

    private static List<String> block(String heading, List<String> content) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            lines.add(String.format(Locale.ROOT, "%-8s%s", i == 0 ? heading : "", content.get(i)));
        }
        return lines;
    }

    static Map<String, Object> json(Rule rule) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("id", rule.id());
        out.put("scope", rule.scope().name().toLowerCase(Locale.ROOT));
        out.put("when", ConditionText.lines(rule.when()));
        switch (rule.then()) {
            case Consequence.Advice a ->
                out.put("advice", Shell.WORDS.of(a.text().written()));
            case Consequence.Preference p -> {
                Map<String, Object> settings = new LinkedHashMap<>();
                p.inOrder().forEach((s, v) -> settings.put(s.id(), v));
                out.put("prefer", settings);
            }
        }
        out.put("because", Shell.WORDS.of(rule.because().written()));
        out.put("cite", rule.cite());
        out.put("source", rule.source());
        out.put("line", rule.line());
        return out;
    }
}
