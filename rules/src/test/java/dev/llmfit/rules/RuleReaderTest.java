package dev.llmfit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleReaderTest {
    @Test
    void reportsEveryMistakeAtOnceWithItsLine() {
        String yaml = """
                rules:
                - id: Chat
                  when: {fact: machine.vram_gb, op: ge, value: 8}
                  then: {advise: "x"}
                  because: "has {machine.vram_gib:x}"
                  cite: a
                - id: a/b
                  when: {fact: machine.os, op: ge, value: linux}
                  then: {prefer: {floor_tp: 2, floor_ppl: many}}
                  because: b
                  cite: []
                  colour: red
                - id: a/b
                  when: {any: []}
                """;
        Problems problems = new Problems();
        List<Rule> rules = RuleBook.read("mine.yaml", yaml, problems);
        assertEquals(List.of(), rules);
        assertEquals(
                List.of(
                        "mine.yaml:2: id 'Chat' must be group/name in lower case, as chat/turn",
                        "mine.yaml:3: unknown fact 'machine.vram_gb'; did you mean machine.vram_gib or machine.ram_gib?",
                        "mine.yaml:5: '{machine.vram_gib:x}': write the number of decimals of a number, as {machine.vram_gib:1}, or s for two significant digits (p for the ending of a plural)",
                        "mine.yaml:8: machine.os is a text; ge needs a number",
                        "mine.yaml:9: unknown setting 'floor_tp'; did you mean floor_tps or floor_ppl?",
                        "mine.yaml:9: floor_ppl needs a number of at least 0, found 'many'",
                        "mine.yaml:11: cite must name at least one source",
                        "mine.yaml:13: id 'a/b' is already used in line 7",
                        "mine.yaml:14: any needs a list of conditions, found a list",
                        "mine.yaml:13: rules[2].then is missing, expected 'advice' or 'prefer'",
                        "mine.yaml:13: rules[2].because is missing, expected a text",
                        "mine.yaml:13: rules[2].cite is missing, expected a source",
                        "mine.yaml:4: unknown key 'advise' in rules[0].then; did you mean 'advice'?",
                        "mine.yaml:12: unknown key 'colour' in rules[1]"),
                problems.all().stream().map(Problems.Problem::toString).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            rules: [                          | not YAML
            - a                               | the file is a list, expected keys with values
            rules: 3                          | rules is '3', expected a list
            rule: []                          | unknown key 'rule'; did you mean 'rules'?
            ""                                | rules is missing, expected a list of rules
            rules: [3]                        | rules[0] is '3', expected a group of fields
            rules: [{id: a/b, id: a/c}]       | rules[0].id is given twice
            """)
    void saysWhatIsWrongWithTheFile(String yaml, String expected) {
        Problems problems = new Problems();
        RuleBook.read("f.yaml", yaml, problems);
        assertTrue(
                problems.all().stream().anyMatch(p -> p.message().contains(expected)),
                () -> "expected '" + expected + "' in " + problems.all());
    }

    @Test
    void deepNestingIsAMistakeAndNoCrash() {
        String yaml = "rules:\n- id: a/b\n  when: " + "{not: ".repeat(5000) + "x" + "}".repeat(5000) + "\n";
        Problems problems = new Problems();
        RuleBook.read("deep.yaml", yaml, problems);
        assertTrue(
                problems.all().getFirst().message().startsWith("not YAML"),
                () -> problems.all().toString());
    }
}
