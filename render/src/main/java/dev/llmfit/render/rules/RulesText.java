package dev.llmfit.render.rules;

import dev.llmfit.answers.rules.RulesAnswer;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import dev.llmfit.rules.ConditionText;
import dev.llmfit.rules.Consequence;
import dev.llmfit.rules.Rule;
import dev.llmfit.rules.RuleCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rules for people. */
public final class RulesText {
    /** A row of the list shows so much of what a rule says. */
    private static final int SHOWN = 54;

    private RulesText() {}

    /** Writes an answer. */
    public static void print(RulesAnswer answer, Page page) {
        switch (answer) {
            case RulesAnswer.Listed l -> list(l.rules(), page);
            case RulesAnswer.Explained e -> explain(e, page);
            case RulesAnswer.Checked c -> check(c, page);
            case RulesAnswer.Tested t -> test(t, page);
        }
    }

    private static void list(List<Rule> rules, Page page) {
        Table table = new Table().left("rule").left("about").left("says");
        for (Rule rule : rules) {
            table.row(rule.id(), about(rule), shortened(says(rule, page)));
        }
        page.table(table);
    }

    private static String about(Rule rule) {
        return switch (rule.scope()) {
            case SETTING -> "machine";
            case CANDIDATE -> "launch";
            case TEAM -> "engine";
            case RUN -> "log";
        };
    }

    private static String says(Rule rule, Page page) {
        return switch (rule.then()) {
            case Consequence.Advice a -> page.say(a.text().written());
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
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN - 1) + "…";
    }

    private static void explain(RulesAnswer.Explained answer, Page page) {
        Rule rule = answer.rule();
        page.line(rule.id() + "  (" + rule.source() + ", line " + rule.line() + ")");
        block("when", ConditionText.lines(rule.when()), page);
        if (rule.then() instanceof Consequence.Preference p) {
            List<String> settings = new ArrayList<>();
            p.inOrder().forEach((s, v) -> settings.add(s.id() + " " + number(v) + ": " + s.meaning()));
            block("prefer", settings, page);
        } else {
            wrapped("says", says(rule, page), page);
        }
        wrapped("because", page.say(rule.because().written()), page);
        rule.cite().forEach(cite -> wrapped("source", cite, page));
        answer.here().ifPresent(here -> {
            block("here", here.trace().lines(), page);
            here.finding().ifPresent(f -> wrapped("", page.say(f.text()), page));
        });
    }

    private static void wrapped(String heading, String text, Page page) {
        page.margin(heading, text);
    }

    private static void block(String heading, List<String> content, Page page) {
        for (int i = 0; i < content.size(); i++) {
            page.line(String.format(Locale.ROOT, "%-8s%s", i == 0 ? heading : "", content.get(i)));
        }
    }

    private static void check(RulesAnswer.Checked answer, Page page) {
        answer.problems().forEach(p -> page.line(p.toString()));
        page.line(answer.rules() + " rules, " + answer.problems().size() + " mistakes"
                + (answer.overrides().isEmpty() ? "" : "; overrides " + String.join(", ", answer.overrides())));
        answer.outranks().forEach(page::line);
    }

    private static void test(RulesAnswer.Tested answer, Page page) {
        answer.problems().forEach(p -> page.line(p.toString()));
        for (RuleCases.Result r : answer.cases()) {
            page.line((r.failures().isEmpty() ? "✓ " : "✗ ") + r.name());
            r.failures().forEach(f -> page.line("    " + f));
        }
        page.line(answer.passed() + " passed, " + answer.failed() + " failed");
    }
}
