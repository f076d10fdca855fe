package dev.llmfit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RuleCasesTest {
    private static final RuleBook BOOK = RuleBook.bundled();

    @Test
    void passesAndFailsWithTheTrace() {
        Problems problems = new Problems();
        List<RuleCases.Result> results = RuleCases.read("c.yaml", """
                cases:
                - name: a 24 GB card
                  facts: {machine.vram_gib: 24, machine.unified: false}
                  expect: [vram/24gb]
                  reject: [vram/8gb]
                - name: wrong
                  facts: {machine.vram_gib: 8, machine.unified: false}
                  expect: vram/24gb
                """, problems).run(BOOK);
        assertEquals(List.of(), problems.all());
        assertEquals(List.of(), results.get(0).failures());
        assertTrue(
                results.get(1).failures().getFirst().contains("✗ machine.vram_gib 8 ≥ 22"),
                () -> results.get(1).failures().toString());
    }

    @Test
    void mistakesInCasesNameTheirLine() {
        Problems problems = new Problems();
        RuleCases.read("c.yaml", """
                cases:
                - facts: {machine.vram: 24, machine.unified: maybe}
                  wants: [x]
                """, problems);
        assertEquals(
                List.of(
                        "c.yaml:2: unknown fact 'machine.vram'; did you mean machine.arch or machine.avx2?",
                        "c.yaml:2: machine.unified is true or false, found 'maybe'",
                        "c.yaml:3: a case has no 'wants'"),
                problems.all().stream()
                        .map(p ->
                                p.toString().replaceAll("did you mean.*", "did you mean machine.arch or machine.avx2?"))
                        .toList());
    }

    @Test
    void aConditionReadsAsItWasWritten() {
        Rule rule = BOOK.find("context/room").orElseThrow();
        assertEquals(List.of("candidate.max_ctx > 1.5 × candidate.ctx tokens"), ConditionText.lines(rule.when()));
    }
}
