package dev.llmfit.answers.rules;

import dev.llmfit.answers.Answer;
import dev.llmfit.rules.Finding;
import dev.llmfit.rules.Problems.Problem;
import dev.llmfit.rules.Rule;
import dev.llmfit.rules.RuleCases;
import dev.llmfit.rules.Trace;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the rules say. */
public sealed interface RulesAnswer extends Answer {
    /**
     * All rules.
     *
     * @param rules in the order in which they are applied
     */
    record Listed(List<Rule> rules) implements RulesAnswer {
        public Listed {
            rules = List.copyOf(rules);
        }
    }

    /**
     * One rule.
     *
     * @param rule the rule
     * @param here how it comes out on the machine; empty for a rule that speaks of a launch or a log
     */
    record Explained(Rule rule, Optional<Here> here) implements RulesAnswer {
        public Explained {
            Objects.requireNonNull(rule, "rule");
            Objects.requireNonNull(here, "here");
        }
    }

    /**
     * How a rule comes out on a machine.
     *
     * @param trace its condition with the values that it saw
     * @param finding what it says there, if it applies
     */
    record Here(Trace trace, Optional<Finding> finding) {
        public Here {
            Objects.requireNonNull(trace, "trace");
            Objects.requireNonNull(finding, "finding");
        }
    }

    /**
     * Rules of one's own, checked.
     *
     * @param rules how many of them can be read
     * @param overrides bundled rules that they take the place of
     * @param outranks sentences about bundled rules over which they win
     * @param problems their mistakes
     */
    record Checked(int rules, List<String> overrides, List<String> outranks, List<Problem> problems)
            implements RulesAnswer {
        public Checked {
            overrides = List.copyOf(overrides);
            outranks = List.copyOf(outranks);
            problems = List.copyOf(problems);
        }

        @Override
        public Outcome outcome() {
            return problems.isEmpty() ? Outcome.DONE : Outcome.NOT_MET;
        }
    }

    /**
     * Cases, tested.
     *
     * @param cases what came out of each
     * @param problems mistakes in how the cases are written
     */
    record Tested(List<RuleCases.Result> cases, List<Problem> problems) implements RulesAnswer {
        public Tested {
            cases = List.copyOf(cases);
            problems = List.copyOf(problems);
        }

        /** Returns how many cases came out otherwise than expected. */
        public long failed() {
            return cases.stream().filter(c -> !c.failures().isEmpty()).count();
        }

        /** Returns how many came out as expected. */
        public long passed() {
            return cases.size() - failed();
        }

        @Override
        public Outcome outcome() {
            return failed() == 0 && problems.isEmpty() ? Outcome.DONE : Outcome.NOT_MET;
        }
    }
}
