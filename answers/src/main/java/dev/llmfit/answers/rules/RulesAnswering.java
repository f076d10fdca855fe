package dev.llmfit.answers.rules;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Problems;
import dev.llmfit.rules.Rule;
import dev.llmfit.rules.RuleAudit;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.rules.RuleCases;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import java.util.List;
import java.util.Optional;

/** Asks the rule book of the user. */
final class RulesAnswering {
    private final Workbench bench;

    RulesAnswering(Workbench bench) {
        this.bench = bench;
    }

    RulesAnswer answer(RulesQuestion question) {
        return switch (question) {
            case RulesQuestion.ListAll l -> new RulesAnswer.Listed(bench.rules().rules());
            case RulesQuestion.Explain e -> explain(e);
            case RulesQuestion.Check c -> check(c);
            case RulesQuestion.Test t -> test(t);
        };
    }

    private RulesAnswer explain(RulesQuestion.Explain question) {
        RuleBook book = bench.rules();
        Rule rule = book.find(question.id()).orElseThrow(() -> unknown(question.id(), book.nearest(question.id())));
        if (rule.scope() != Rule.Scope.SETTING) {
            return new RulesAnswer.Explained(rule, Optional.empty());
        }
        Facts facts = new Recommender(bench.machine(question.machine()), book, bench.estimators())
                .facts(Request.chat(), false);
        return new RulesAnswer.Explained(
                rule, Optional.of(new RulesAnswer.Here(rule.when().evaluate(facts), rule.apply(facts))));
    }

    private static RefusedException unknown(String id, List<String> nearest) {
        return new RefusedException(new Refusal(
                Refusal.Kind.BAD_QUESTION,
                "no-rule",
                "There is no rule '" + id + "'.",
                nearest.isEmpty()
                        ? Hint.of("{0} lists them", new Ask("rules"))
                        : Hint.plain("did you mean " + String.join(" or ", nearest) + "?")));
    }

    private static RulesAnswer check(RulesQuestion.Check question) {
        Problems problems = new Problems();
        List<Rule> rules = RuleBook.read(question.source(), question.yaml(), problems);
        RuleAudit.check(rules, problems);
        RuleBook bundled = RuleBook.bundled();
        List<String> overrides = rules.stream()
                .map(Rule::id)
                .filter(id -> bundled.find(id).isPresent())
                .toList();
        return new RulesAnswer.Checked(
                rules.size(), overrides, RuleAudit.outranked(bundled.rules(), rules), problems.all());
    }

    private RulesAnswer test(RulesQuestion.Test question) {
        Problems problems = new Problems();
        RuleCases cases = RuleCases.read(question.source(), question.yaml(), problems);
        return new RulesAnswer.Tested(cases.run(bench.rules()), problems.all());
    }
}
