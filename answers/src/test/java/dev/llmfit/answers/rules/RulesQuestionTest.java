package dev.llmfit.answers.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.units.Environment;
import org.junit.jupiter.api.Test;

/** Questions about rules, answered without a file. */
class RulesQuestionTest {
    private static final Workbench BENCH = Workbench.of(new Settings(Environment.ofProcess(), true));

    @Test
    void rulesThatWereSentAreChecked() {
        RulesAnswer answer = BENCH.ask(new RulesQuestion.Check("sent", "rules:\n- id: a/b\n"));
        RulesAnswer.Checked checked = assertInstanceOf(RulesAnswer.Checked.class, answer);
        assertEquals(Answer.Outcome.NOT_MET, checked.outcome());
        assertEquals("sent", checked.problems().getFirst().source());
        assertEquals(2, checked.problems().getFirst().line());
    }
}
