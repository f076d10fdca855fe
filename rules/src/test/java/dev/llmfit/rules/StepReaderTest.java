package dev.llmfit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import dev.llmfit.units.NextStep.Change;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Next steps in the texts of rules. */
class StepReaderTest {
    @Test
    void stepsStandInTheSentenceAsData() {
        Template text = Template.parse(
                "{machine.vram_gib:0} GiB: {ask: plan model api_price} or {ask: size model=qwen3:8b n_ctx=8192}; {change: margin=1.5GiB}.");
        Facts facts = Facts.builder().set(Fact.MACHINE_VRAM_GIB, 24).build();
        Hint said = text.render(facts);
        assertEquals("24 GiB: {0} or {1}; {2}.", said.text());
        assertEquals(
                List.of(
                        new Ask("plan").and("model", "").and("api_price", ""),
                        new Ask("size").and("model", "qwen3:8b").and("n_ctx", "8192"),
                        new Change("margin", "1.5GiB")),
                said.steps());
        assertEquals(
                "{machine.vram_gib:0} GiB: {0} or {1}; {2}.", text.written().text());
        assertEquals(Set.of(Fact.MACHINE_VRAM_GIB), text.facts());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {ask: plann model}           | unknown question 'plann' in the text; did you mean plan?
            {ask:}                       | unknown question '' in the text
            {ask: plan modell}           | the question 'plan' has no field 'modell'; did you mean model?
            {ask: models ctx=8k}         | the question 'models' has no field 'ctx'
            {change: margins=1GiB}       | no question has a field 'margins'; did you mean margin?
            {change: margin=1GiB ctx=8k} | 'change:' takes one field
            {aks: plan model}            | unknown fact 'aks' in the text
            """)
    void aStepThatIsNoneIsAMistakeWithItsLine(String step, String expected) {
        String yaml = """
                rules:
                - id: a/b
                  when: always
                  then: {advice: "Then %s."}
                  because: "It is so."
                  cite: test
                """.formatted(step);
        Problems problems = new Problems();
        assertEquals(List.of(), RuleBook.read("mine.yaml", yaml, problems));
        assertEquals(1, problems.all().size());
        String told = problems.all().getFirst().toString();
        assertTrue(told.startsWith("mine.yaml:4: ") && told.contains(expected), told);
    }

    @Test
    void theBookSaysItsStepsAsData() {
        for (Rule rule : RuleBook.bundled().rules()) {
            String texts = rule.because().source()
                    + (rule.then() instanceof Consequence.Advice a ? a.text().source() : "");
            assertTrue(!texts.matches("(?s).*\\bllmfit [a-z].*"), rule.id() + ": " + texts);
        }
    }
}
