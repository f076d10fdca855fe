package dev.llmfit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleCasesTest {
    private static final RuleBook BOOK = RuleBook.bundled();

    @ParameterizedTest
    @ValueSource(strings = {"bundled-cases.yaml", "scenarios.yaml"})
    void bundledRulesSpeakWhenTheyShould(String file) throws IOException {
        Problems problems = new Problems();
        List<RuleCases.Result> results =
                RuleCases.read(file, text(file), problems).run(BOOK);
        assertEquals(List.of(), problems.all());
        assertEquals(
                List.of(), results.stream().filter(r -> !r.failures().isEmpty()).toList());
    }

    @Test
    void everyBundledRuleHasACase() throws IOException {
        String cases = text("bundled-cases.yaml");
        List<String> without = BOOK.rules().stream()
                .map(Rule::id)
                .filter(id -> !cases.contains("expect: " + id + "\n"))
                .toList();
        assertEquals(List.of(), without);
    }

    private static String text(String file) throws IOException {
        try (InputStream in = RuleCasesTest.class.getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void passesAndFailsWithTheTrace() {
        Problems problems = new Problems();
        String more = ", machine.integrated_gpu: false, machine.gpu_count: 1, request.model_given: false";
        List<RuleCases.Result> results =
                RuleCases.read("c.yaml", """
                cases:
                - name: a 24 GB card
                  facts: {machine.vram_gib: 24, machine.unified: false%s}
                  expect: [buy/second-card]
                  reject: [buy/24gb-card]
                - name: wrong
                  facts: {machine.vram_gib: 8, machine.unified: false%s}
                  expect: buy/second-card
                """.formatted(more, more), problems).run(BOOK);
        assertEquals(List.of(), problems.all());
        assertEquals(List.of(), results.get(0).failures());
        assertTrue(
                results.get(1).failures().getFirst().contains("✗ machine.vram_gib 8 ≥ 15"),
                () -> results.get(1).failures().toString());
    }

    @Test
    void aCaseThatFailsSaysWhy() {
        RuleBook book = RuleBook.of(RuleBook.read("t.yaml", """
                rules:
                - id: a/cores
                  when: {fact: machine.cores, op: gt, value: 4}
                  then: {advice: x}
                  because: y
                  cite: z
                """, new Problems()));
        Problems problems = new Problems();
        List<RuleCases.Result> results = RuleCases.read("c.yaml", """
                cases:
                - facts: {machine.cores: 8}
                  reject: a/cores
                - name: unknown
                  expect: [a/cores, a/core, other/thing]
                - facts: {machine.cores: 4}
                  reject: [a/cores]
                """, problems).run(book);
        assertEquals(List.of(), problems.all());
        assertEquals(
                List.of(
                        new RuleCases.Result("line 2", 2, List.of("a/cores applies: ✓ machine.cores 8 > 4")),
                        new RuleCases.Result(
                                "unknown",
                                4,
                                List.of(
                                        "a/cores does not apply: ? machine.cores (unknown) > 4",
                                        "there is no rule a/core; did you mean a/cores?",
                                        "there is no rule other/thing")),
                        new RuleCases.Result("line 6", 6, List.of())),
                results);
    }

    @Test
    void mistakesInCasesNameTheirLine() {
        Problems problems = new Problems();
        RuleCases.read("c.yaml", """
                cases:
                - facts: {machine.vram: 24, machine.unified: maybe}
                  expects: [x]
                """, problems);
        assertEquals(
                List.of(
                        "c.yaml:2: unknown fact 'machine.vram'; did you mean machine.arch or machine.avx2?",
                        "c.yaml:2: machine.unified is true or false, found 'maybe'",
                        "c.yaml:3: unknown key 'expects' in cases[0]; did you mean 'expect'?"),
                problems.all().stream()
                        .map(p -> p.toString()
                                .replaceAll("did you mean machine.*", "did you mean machine.arch or machine.avx2?"))
                        .toList());
    }

    @Test
    void aConditionReadsAsItWasWritten() {
        Rule rule = BOOK.find("context/room").orElseThrow();
        assertEquals(
                List.of("all of", "  candidate.max_ctx > 1.5 × candidate.ctx tokens", "  candidate.n_parallel is 1"),
                ConditionText.lines(rule.when()));
    }
}
