package dev.llmfit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that are well-formed but cannot be meant. */
class RuleAuditTest {
    private static final String EXCLUDE = "a/b can never apply: the conditions on %s exclude each other";

    @ParameterizedTest(name = "{0} exclude each other: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ge 8, lt 8                   | true",
                "ge 8, le 8                   | false",
                "gt 8, le 8                   | true",
                "gt 8, lt 9                   | false",
                "gt 9, lt 7                   | true",
                "lt 7, gt 9                   | true",
                "gt 8, ge 8, le 8             | true",
                "ge 8, gt 8, le 8             | true",
                "ge 8, ge 8, le 8             | false",
                "ge 9, gt 8, le 9             | false",
                "gt 8, ge 9, le 9             | false",
                "gt 8, ge 9, lt 9             | true",
                "lt 8, le 8, ge 8             | true",
                "le 8, lt 8, ge 8             | true",
                "le 8, le 8, ge 8             | false",
                "le 7, lt 8, ge 7             | false",
                "lt 8, le 7, ge 7             | false",
                "lt 8, le 7, gt 7             | true",
                "eq 8, eq 9                   | true",
                "eq 8, eq 8                   | false",
                "in [8;9], in [9;10]          | false",
                "in [8;9], in [10;11]         | true",
                "in [8;9], in [9;10], eq 8    | true",
                "in [8;9], eq 9, eq 9         | false",
                "eq 8, gt 8                   | true",
                "eq 8, ge 8                   | false",
                "eq 8, lt 8                   | true",
                "eq 8, le 8                   | false",
                "eq 7, ge 8                   | true",
                "eq 9, le 8                   | true",
                "in [7;9], gt 8               | false",
                "in [7;8], gt 8               | true",
                "in [7;9], gt 7, lt 9         | true",
                "in [7;9], ge 7, lt 9         | false",
                "in [7;9], gt 7, le 9         | false",
                "eq 8, ne 8                   | true",
                "ne 8, eq 8                   | true",
                "eq 8, ne 9                   | false",
                "in [8;9], ne 8               | false",
                "in [8;9], ne 8, ne 9         | true",
                "ne 8, ne 9                   | false",
            })
    void numbers(String comparisons, boolean excluded) {
        assertEquals(
                excluded ? List.of(EXCLUDE.formatted("machine.vram_gib")) : List.of(),
                problems(all("machine.vram_gib", comparisons), "advice: x"));
    }

    @ParameterizedTest(name = "{0}: {1} exclude each other: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "machine.os      | eq linux, eq windows              | true",
                "machine.os      | eq linux, eq linux                | false",
                "machine.os      | eq linux, eq Linux                | false",
                "machine.os      | eq linux, ne Linux                | true",
                "machine.os      | in [linux;macos], in [macos]      | false",
                "machine.os      | contains lin, contains win        | false",
                "machine.unified | eq true, eq false                 | true",
                "machine.unified | eq true, ne false                 | false",
                "machine.unified | eq true, ne true                  | true",
            })
    void textsAndFlags(String fact, String comparisons, boolean excluded) {
        assertEquals(
                excluded ? List.of(EXCLUDE.formatted(fact)) : List.of(), problems(all(fact, comparisons), "advice: x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // different facts, another fact, and a value beside another fact do not exclude each other
                "{all: [{fact: machine.vram_gib, op: lt, value: 8}, {fact: machine.ram_gib, op: gt, value: 8}]} |",
                "{all: [{fact: machine.vram_gib, op: lt, value: 8}, {fact: machine.vram_gib, op: gt, other: machine.ram_gib}]} |",
                // nested conditions are looked into
                "{all: [{fact: machine.vram_gib, op: lt, value: 8}, {all: [{fact: machine.vram_gib, op: gt, value: 8}]}]} | the conditions on machine.vram_gib exclude each other",
                "{all: [{fact: machine.ram_gib, op: lt, value: 8}, {any: [{fact: machine.os, op: eq, value: dos}, {fact: machine.os, op: eq, value: cpm}]}]} | machine.os is never 'dos'; it is one of linux, macos, windows",
                "{any: [{fact: machine.os, op: eq, value: dos}, {fact: machine.os, op: eq, value: linux}]} |",
                "{any: [{fact: machine.os, op: eq, value: dos}, {fact: machine.os, op: in, value: [cpm, dos]}]} | machine.os is never 'dos'; it is one of linux, macos, windows",
                "{not: {fact: machine.os, op: eq, value: linux}} |",
                "{not: always} | its condition is the opposite of always",
                "{not: {all: [always, always]}} | its condition is the opposite of always",
                // a text may be unlike every known one, and contain a part of one
                "{fact: machine.os, op: ne, value: dos} |",
                "{fact: machine.os, op: contains, value: dos} |",
                "{fact: machine.os, op: in, value: [dos, Linux]} |",
                "{fact: machine.gpu_name, op: eq, value: dos} |",
                "{fact: machine.os, op: eq, other: machine.arch} |",
            })
    void conditionsThatNeverHold(String when, String why) {
        assertEquals(why == null ? List.of() : List.of("a/b can never apply: " + why), problems(when, "advice: x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{fact: candidate.ctx, op: gt, value: 1}  | prefer: {ctx: 1} | prefer steers the search, which knows only facts of request and machine",
                "{fact: model.layers, op: gt, value: 1}   | prefer: {ctx: 1} | prefer steers the search, which knows only facts of request and machine",
                "{fact: run.ctx, op: gt, value: 1}        | prefer: {ctx: 1} | prefer steers the search, which knows only facts of request and machine",
                "{fact: machine.cores, op: gt, value: 1}  | prefer: {ctx: 1} |",
                "{fact: candidate.ctx, op: gt, value: 1}  | advice: x        |",
                "{all: [{fact: run.ctx, op: gt, value: 1}, {fact: model.layers, op: gt, value: 1}]}  | advice: x | a log tells nothing of model.layers",
                "{all: [{fact: run.ctx, op: gt, value: 1}, {fact: candidate.ctx, op: gt, value: 1}]} | advice: x | a log tells nothing of candidate.ctx",
                "{all: [{fact: run.ctx, op: gt, value: 1}, {fact: machine.cores, op: gt, value: 1}]} | advice: x |",
            })
    void rulesOfTheWrongSubject(String when, String then, String why) {
        assertEquals(why == null ? List.of() : List.of("a/b can never apply: " + why), problems(when, then));
    }

    @ParameterizedTest(name = "[{0}] {1} before [{2}] {3}: {4}")
    @CsvSource(
            delimiter = '|',
            value = {
                // replaced: the later rule asks for less and sets the same
                "cores, os | prefer: {ctx: 1}           | cores     | prefer: {ctx: 2}           | a/b is never heard: a/c comes later, applies whenever it does and sets the same",
                "cores, os | prefer: {ctx: 1}           | os        | prefer: {ctx: 2, slots: 1} | a/b is never heard: a/c comes later, applies whenever it does and sets the same",
                "cores     | prefer: {ctx: 1}           |           | prefer: {ctx: 2}           | a/b is never heard: a/c comes later, applies whenever it does and sets the same",
                "cores, os | prefer: {ctx: 1, slots: 2} | cores     | prefer: {ctx: 2}           |",
                "cores, os | prefer: {ctx: 1}           | cores     | prefer: {slots: 2}         |",
                "cores     | prefer: {ctx: 1}           | cores, os | prefer: {ctx: 2}           |",
                "cores     | prefer: {ctx: 1}           | os        | prefer: {ctx: 2}           |",
                "cores, os | prefer: {ctx: 1}           | cores     | advice: x                  |",
                "cores, os | advice: x                  | cores     | prefer: {ctx: 2}           |",
                // contradictions: the same condition, another value
                "cores, os | prefer: {ctx: 1}           | os, cores | prefer: {ctx: 2}           | a/c contradicts a/b: same condition, other value of ctx",
                "cores     | prefer: {ctx: 1}           | cores     | prefer: {ctx: 1}           |",
                "cores     | prefer: {ctx: 1, slots: 2} | cores     | prefer: {slots: 3}         | a/c contradicts a/b: same condition, other value of slots",
                "cores     | prefer: {ctx: 1}           | cores     | advice: x                  |",
                "cores     | advice: x                  | cores     | prefer: {ctx: 1}           |",
            })
    void rulesThatDoNotGoTogether(String first, String then, String second, String other, String problem) {
        assertEquals(
                problem == null ? List.of() : List.of(problem),
                problems(rule("a/b", asked(first), then) + rule("a/c", asked(second == null ? "" : second), other)));
    }

    @Test
    void theThirdRuleOfOneConditionIsComparedWithTheFirstThatSetsIt() {
        String when = "{fact: machine.cores, op: gt, value: 1}";
        assertEquals(
                List.of("a/d contradicts a/c: same condition, other value of slots"),
                problems(rule("a/b", when, "prefer: {ctx: 1}")
                        + rule("a/c", when, "prefer: {slots: 2}")
                        + rule("a/d", when, "prefer: {slots: 3, ctx: 1}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the same id replaces and does not outrank; narrower rules and equal values are no news
                "my/chat       | eq | {comfort_tps: 20}                 | my/chat outranks chat/turn: comfort_tps 20.0 instead of 12.0",
                "my/chat       | eq | {enough_seconds: 10}                  |",
                "my/chat       | ne | {comfort_tps: 20}                 |",
                "my/chat       | eq | {weight_speed: 7}                 |",
                "chat/turn | eq | {comfort_tps: 20}                |",
            })
    void ownRulesThatOutrankBundledOnes(String id, String op, String settings, String sentence) {
        List<Rule> own = RuleBook.read(
                "t.yaml",
                "rules:\n" + rule(id, "{fact: request.use_case, op: " + op + ", value: chat}", "prefer: " + settings),
                new Problems());
        assertEquals(
                sentence == null ? List.of() : List.of(sentence),
                RuleAudit.outranked(
                        RuleBook.bundled().find("chat/turn").stream().toList(), own));
    }

    @ParameterizedTest
    @ValueSource(strings = {"advice: x", "prefer: {ctx: 1}"})
    void adviceOutranksNothingAndIsOutrankedByNothing(String bundled) {
        List<Rule> theirs = RuleBook.read("b.yaml", "rules:\n" + rule("a/b", "always", bundled), new Problems());
        List<Rule> own = RuleBook.read("t.yaml", "rules:\n" + rule("my/own", "always", "advice: x"), new Problems());
        assertEquals(List.of(), RuleAudit.outranked(theirs, own));
        assertEquals(List.of(), RuleAudit.outranked(own, theirs));
    }

    /** {@code cores, os}: a condition on each of these facts. */
    private static String asked(String facts) {
        if (facts.isBlank()) {
            return "always";
        }
        return Arrays.stream(facts.strip().split(", ", -1))
                .map(f -> f.equals("os")
                        ? "{fact: machine.os, op: eq, value: linux}"
                        : "{fact: machine." + f + ", op: gt, value: 1}")
                .collect(Collectors.joining(", ", "{all: [", "]}"));
    }

    private static String all(String fact, String comparisons) {
        return Arrays.stream(comparisons.strip().split(", ", -1))
                .map(c -> c.split(" ", 2))
                .map(c -> "{fact: " + fact + ", op: " + c[0] + ", value: " + c[1].replace(';', ',') + "}")
                .collect(Collectors.joining(", ", "{all: [", "]}"));
    }

    private static String rule(String id, String when, String then) {
        return """
                - id: %s
                  when: %s
                  then: {%s}
                  because: y
                  cite: z
                """.formatted(id, when, then);
    }

    private static List<String> problems(String when, String then) {
        return problems(rule("a/b", when, then));
    }

    private static List<String> problems(String rules) {
        Problems problems = new Problems();
        List<Rule> read = RuleBook.read("t.yaml", "rules:\n" + rules, problems);
        assertEquals(List.of(), problems.all());
        RuleAudit.check(read, problems);
        return problems.all().stream().map(Problems.Problem::message).toList();
    }
}
