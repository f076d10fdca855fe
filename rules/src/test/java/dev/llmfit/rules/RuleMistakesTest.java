package dev.llmfit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One mistake in one part of a rule, and the sentence that names it. */
class RuleMistakesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "3                                                       | a condition is all, any, not or {fact, op, value}, found '3'",
                "{all: []}                                               | all needs a list of conditions, found a list",
                "{all: x}                                                | all needs a list of conditions, found 'x'",
                "{any: [always, 3]}                                      | a condition is all, any, not or {fact, op, value}, found '3'",
                "{not: 3}                                                | a condition is all, any, not or {fact, op, value}, found '3'",
                "{fact: machine.cores, op: most, value: 3}               | unknown op 'most'; write one of eq, ne, lt, le, gt, ge, in, contains",
                "{fact: x, op: eq, value: 3}                             | unknown fact 'x'",
                "{fact: machine.os, op: le, value: linux}                | machine.os is a text; le needs a number",
                "{fact: machine.wsl, op: gt, value: true}                | machine.wsl is true or false; gt needs a number",
                "{fact: machine.cores, op: eq, value: many}              | machine.cores is a number, found 'many'",
                "{fact: machine.wsl, op: eq, value: 1}                   | machine.wsl is true or false, found '1'",
                "{fact: machine.os, op: eq, value: 1}                    | machine.os is a text, found '1'",
                "{fact: machine.cores, op: eq, value: [1]}               | eq needs one value",
                "{fact: machine.cores, op: in, value: 1}                 | in needs a list of values, found '1'",
                "{fact: machine.cores, op: in, value: [1, {a: 1}]}       | machine.cores is a number, found a mapping",
                "{fact: machine.cores, op: gt, value: 1, other: machine.threads} | a condition has either 'value' or 'other', not both",
                "{fact: machine.cores, op: gt, other: machine.os}        | machine.cores is a number, machine.os is a text",
                "{fact: machine.cores, op: gt, other: machine.coress}    | unknown fact 'machine.coress'; did you mean machine.cores",
            })
    void ofAConditionIsNamed(String when, String message) {
        assertStarts(message, problems(when, "{advice: x}", "y", "z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "x                           | then is either 'advice: TEXT' or 'prefer: {setting: number}'",
                "{advice: x, prefer: {ctx: 1}} | then is either 'advice: TEXT' or 'prefer: {setting: number}'",
                "{}                          | then is either 'advice: TEXT' or 'prefer: {setting: number}'",
                "{prefer: {}}                | prefer is a mapping of settings to numbers, found a mapping",
                "{prefer: 3}                 | prefer is a mapping of settings to numbers, found '3'",
                "{prefer: {ctx: -1}}         | ctx needs a number of at least 0, found '-1'",
                "{prefer: {ctx: [1]}}        | ctx needs a number of at least 0, found a list",
                "{prefer: {ctc: 1}}          | unknown setting 'ctc'; did you mean ctx?",
                "{advice: \"{machine.oss}\"} | unknown fact 'machine.oss' in the text; did you mean machine.os",
            })
    void ofAConsequenceIsNamed(String then, String message) {
        assertStarts(message, problems("always", then, "y", "z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "y          | []       | cite must name at least one source",
                "y          | \"' '\"  | cite names where the knowledge comes from, found ' '",
                "y          | [a, [b]] | cite names where the knowledge comes from, found a list",
                "'{x'       | z        | '{' without '}' in the text",
            })
    void ofAReasonOrASourceIsNamed(String because, String cite, String message) {
        assertStarts(message, problems("always", "{advice: x}", because, cite));
    }

    @Test
    void zeroIsAPreferenceAndSourcesMayBeMany() {
        Problems problems = new Problems();
        Rule rule = RuleBook.read("t.yaml", """
                rules:
                - id: a/b
                  when: {fact: machine.cores, op: gt, other: machine.threads, times: 0.5}
                  then: {prefer: {ctx: 0}}
                  because: y
                  cite: [a, b]
                """, problems).getFirst();
        assertEquals(List.of(), problems.all());
        assertEquals(List.of("a", "b"), rule.cite());
        assertEquals("t.yaml:2", rule.source() + ":" + rule.line());
        assertEquals(List.of("machine.cores > 0.50 × machine.threads"), ConditionText.lines(rule.when()));
        assertEquals(0, RuleBook.of(List.of(rule)).preferences(facts(4, 7)).value(Setting.CTX));
    }

    private static Facts facts(int cores, int threads) {
        return Facts.builder()
                .set(Fact.MACHINE_CORES, cores)
                .set(Fact.MACHINE_THREADS, threads)
                .build();
    }

    private static void assertStarts(String message, List<String> problems) {
        assertEquals(1, problems.size(), problems::toString);
        assertEquals(
                message,
                problems.getFirst()
                        .substring(
                                0,
                                Math.min(message.length(), problems.getFirst().length())));
    }

    private static List<String> problems(String when, String then, String because, String cite) {
        Problems problems = new Problems();
        RuleBook.read("t.yaml", """
                rules:
                - id: a/b
                  when: %s
                  then: %s
                  because: %s
                  cite: %s
                """.formatted(when, then, because, cite), problems);
        return problems.all().stream().map(Problems.Problem::message).toList();
    }
}
