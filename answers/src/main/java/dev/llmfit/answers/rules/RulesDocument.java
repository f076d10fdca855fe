package dev.llmfit.answers.rules;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.Words;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.rules.ConditionText;
import dev.llmfit.rules.Consequence;
import dev.llmfit.rules.Problems;
import dev.llmfit.rules.Rule;
import dev.llmfit.rules.RuleSchema;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Documents about rules, schema {@code llmfit/rules/1}. */
public final class RulesDocument {
    private static final Words WORDS = new CommandWords();

    private RulesDocument() {}

    /**
     * Reads a question: {@code action}, which is {@code list} if it is absent; for {@code explain} the {@code rule} and a machine; for
     * {@code check} and {@code test} the {@code yaml} and, for messages, its {@code source}.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static RulesQuestion question(QuestionFields fields) {
        String action = fields.text("action").orElse("list");
        RulesQuestion question = switch (action) {
            case "list" -> new RulesQuestion.ListAll();
            case "explain" -> new RulesQuestion.Explain(fields.requiredText("rule"), fields.hardware());
            case "check" -> new RulesQuestion.Check(source(fields), fields.requiredText("yaml"));
            case "test" -> new RulesQuestion.Test(source(fields), fields.requiredText("yaml"));
            default -> throw fields.wrong("action", "is '" + action + "', expected list, explain, check or test");
        };
        fields.done();
        return question;
    }

    private static String source(QuestionFields fields) {
        return fields.text("source").orElse("question");
    }

    /** Returns the document of an answer. */
    public static JsonObject of(RulesAnswer answer) {
        return switch (answer) {
            case RulesAnswer.Listed l ->
                document("list")
                        .put("rules", array(l.rules(), RulesDocument::rule))
                        .build();
            case RulesAnswer.Explained e -> explained(e);
            case RulesAnswer.Checked c -> checked(c);
            case RulesAnswer.Tested t -> tested(t);
        };
    }

    /** Returns the rule language as a JSON Schema. */
    public static JsonObject language() {
        return RuleSchema.tree();
    }

    private static JsonObject explained(RulesAnswer.Explained answer) {
        JsonObject.Builder document = document("explain").putAll(rule(answer.rule()));
        answer.here()
                .ifPresent(here -> document.put("outcome", here.trace().outcome())
                        .put("trace", here.trace().lines()));
        return document.build();
    }

    private static JsonObject checked(RulesAnswer.Checked answer) {
        return document("check")
                .put("rules", answer.rules())
                .put("overrides", answer.overrides())
                .put("outranks", answer.outranks())
                .put(
                        "problems",
                        array(
                                answer.problems(),
                                p -> JsonObject.builder()
                                        .put("line", p.line())
                                        .put("message", p.message())
                                        .build()))
                .build();
    }

    private static JsonObject tested(RulesAnswer.Tested answer) {
        return document("test")
                .put(
                        "cases",
                        array(
                                answer.cases(),
                                c -> JsonObject.builder()
                                        .put("name", c.name())
                                        .put("line", c.line())
                                        .put("failures", c.failures())
                                        .build()))
                .put(
                        "problems",
                        answer.problems().stream()
                                .map(Problems.Problem::toString)
                                .toList())
                .put("passed", answer.passed())
                .put("failed", answer.failed())
                .build();
    }

    private static JsonObject.Builder document(String action) {
        return JsonObject.builder().put("schema", "llmfit/rules/1").put("action", action);
    }

    private static JsonObject rule(Rule rule) {
        JsonObject.Builder out = JsonObject.builder()
                .put("id", rule.id())
                .put("scope", rule.scope().name().toLowerCase(Locale.ROOT))
                .put("when", ConditionText.lines(rule.when()));
        switch (rule.then()) {
            case Consequence.Advice a -> out.put("advice", WORDS.of(a.text().written()));
            case Consequence.Preference p -> {
                JsonObject.Builder settings = JsonObject.builder();
                p.inOrder().forEach((setting, value) -> settings.put(setting.id(), value.doubleValue()));
                out.put("prefer", settings.build());
            }
        }
        return out.put("because", WORDS.of(rule.because().written()))
                .put("cite", rule.cite())
                .put("source", rule.source())
                .put("line", rule.line())
                .build();
    }

    private static <T> JsonArray array(List<T> items, Function<T, JsonValue> form) {
        return new JsonArray(items.stream().map(form).toList());
    }
}
