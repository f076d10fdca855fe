package dev.llmfit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
    private static final Facts FACTS = Facts.builder()
            .set(Fact.MACHINE_VRAM_GIB, 24)
            .set(Fact.MACHINE_OS, "Linux")
            .set(Fact.MACHINE_UNIFIED, false)
            .set(Fact.CANDIDATE_CTX, 8192)
            .set(Fact.CANDIDATE_MAX_CTX, 16384)
            .build();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {fact: machine.vram_gib, op: ge, value: 24}                        | TRUE
            {fact: machine.vram_gib, op: gt, value: 24}                        | FALSE
            {fact: machine.vram_gib, op: in, value: [8, 24]}                   | TRUE
            {fact: machine.vram_gib, op: in, value: [8, 16]}                   | FALSE
            {fact: machine.vram_gib, op: eq, value: 24}                        | TRUE
            {fact: machine.vram_gib, op: ne, value: 24}                        | FALSE
            {fact: machine.vram_gib, op: le, value: 24}                        | TRUE
            {fact: machine.vram_gib, op: le, value: 23}                        | FALSE
            {fact: machine.vram_gib, op: lt, value: 24}                        | FALSE
            {fact: machine.vram_gib, op: lt, value: 25}                        | TRUE
            {fact: machine.vram_gib, op: ge, value: 25}                        | FALSE
            {fact: machine.vram_gib, op: gt, value: 23}                        | TRUE
            {fact: machine.vram_gib, op: contains, value: 2}                   | TRUE
            {fact: machine.os, op: eq, other: machine.arch}                    | UNKNOWN
            {fact: machine.os, op: eq, other: machine.os}                      | TRUE
            {fact: machine.os, op: in, value: [LINUX]}                         | TRUE
            {fact: machine.os, op: contains, value: win}                       | FALSE
            {any: [{fact: machine.vram_gib, op: gt, value: 99}, {not: always}]} | FALSE
            {fact: machine.os, op: eq, value: linux}                           | TRUE
            {fact: machine.os, op: contains, value: inu}                       | TRUE
            {fact: machine.os, op: ne, value: windows}                         | TRUE
            {fact: machine.unified, op: eq, value: true}                       | FALSE
            {fact: machine.ram_gib, op: gt, value: 0}                          | UNKNOWN
            {not: {fact: machine.ram_gib, op: gt, value: 0}}                   | UNKNOWN
            {not: {fact: machine.vram_gib, op: gt, value: 99}}                 | TRUE
            {all: [{fact: machine.ram_gib, op: gt, value: 0}, {fact: machine.vram_gib, op: gt, value: 99}]} | FALSE
            {all: [{fact: machine.ram_gib, op: gt, value: 0}, {fact: machine.vram_gib, op: gt, value: 9}]}  | UNKNOWN
            {any: [{fact: machine.ram_gib, op: gt, value: 0}, {fact: machine.vram_gib, op: gt, value: 9}]}  | TRUE
            {any: [{fact: machine.ram_gib, op: gt, value: 0}, {fact: machine.vram_gib, op: gt, value: 99}]} | UNKNOWN
            {fact: candidate.max_ctx, op: gt, other: candidate.ctx, times: 1.5} | TRUE
            {fact: candidate.max_ctx, op: gt, other: candidate.ctx, times: 2}   | FALSE
            {fact: candidate.max_ctx, op: gt, other: request.ctx}               | UNKNOWN
            always                                                              | TRUE
            """)
    void comesOut(String when, Outcome expected) {
        Problems problems = new Problems();
        List<Rule> rules = RuleBook.read(
                "t.yaml",
                "rules:\n- id: a/b\n  when: " + when + "\n  then: {advice: x}\n  because: y\n  cite: z\n",
                problems);
        assertEquals(List.of(), problems.all());
        assertEquals(expected, rules.getFirst().when().evaluate(FACTS).outcome());
    }

    @Test
    void theTraceShowsTheValuesItSaw() {
        Condition condition = new Condition.All(List.of(
                new Condition.Compare(Fact.MACHINE_VRAM_GIB, ComparisonOp.GE, literal(new FactValue.Num(20))),
                new Condition.Compare(Fact.MACHINE_RAM_GIB, ComparisonOp.LT, literal(new FactValue.Num(8)))));
        assertEquals(
                List.of("? all of", "  ✓ machine.vram_gib 24 ≥ 20", "  ? machine.ram_gib (unknown) < 8"),
                condition.evaluate(FACTS).lines());
    }

    @Test
    void aTraceAndAConditionReadAsTheyStand() {
        Condition condition = new Condition.Any(List.of(
                new Condition.Not(
                        new Condition.Compare(Fact.MACHINE_OS, ComparisonOp.EQ, literal(new FactValue.Text("linux")))),
                new Condition.Compare(
                        Fact.MACHINE_VRAM_GIB,
                        ComparisonOp.IN,
                        new Condition.Operand.Literal(List.of(new FactValue.Num(8), new FactValue.Num(16)))),
                new Condition.Compare(
                        Fact.CANDIDATE_CTX, ComparisonOp.LT, new Condition.Operand.OtherFact(Fact.REQUEST_CTX, 1)),
                new Condition.All(List.of())));
        assertEquals(
                List.of(
                        "✓ any of",
                        "  ✗ not",
                        "    ✓ machine.os Linux is linux",
                        "  ✗ machine.vram_gib 24 is one of 8, 16",
                        "  ? candidate.ctx 8,192 < (unknown)",
                        "  ✓ all of"),
                condition.evaluate(FACTS).lines());
        assertEquals(
                List.of(
                        "any of",
                        "  not",
                        "    machine.os is linux",
                        "  machine.vram_gib is one of 8, 16 GiB",
                        "  candidate.ctx < request.ctx tokens",
                        "  always"),
                ConditionText.lines(condition));
        assertEquals(
                Set.of(Fact.MACHINE_OS, Fact.MACHINE_VRAM_GIB, Fact.CANDIDATE_CTX, Fact.REQUEST_CTX),
                condition.facts());
    }

    @Test
    void theTextShowsTheNumbersItSaw() {
        Template text = Template.parse("{machine.vram_gib:1} GiB and {candidate.ctx} tokens");
        assertEquals("24.0 GiB and 8,192 tokens", text.render(FACTS).text());
        assertEquals(
                "(unknown)", Template.parse("{machine.ram_gib}").render(FACTS).text());
    }

    private static Condition.Operand literal(FactValue value) {
        return new Condition.Operand.Literal(List.of(value));
    }
}
