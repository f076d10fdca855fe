package dev.llmfit.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleBookTest {
    private static final RuleBook BOOK = RuleBook.bundled();

    @Test
    void theBundledBookHasNoMistakeNoImpossibleRuleAndNoContradiction() {
        Problems problems = new Problems();
        RuleAudit.check(BOOK.rules(), problems);
        assertEquals(List.of(), problems.all());
        assertTrue(BOOK.rules().size() > 60, () -> BOOK.rules().size() + " rules");
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void theBundledBookSetsEverySettingForAnyRequest(Setting setting) {
        assertTrue(BOOK.preferences(Facts.NONE).value(setting) >= 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat",
                "coding",
                "autocomplete",
                "reasoning",
                "rag",
                "agents",
                "vision",
                "embedding",
                "rerank",
                "batch"
            })
    void eachUseCasePrefersSomething(String useCase) {
        Facts facts = Facts.builder().set(Fact.REQUEST_USE_CASE, useCase).build();
        List<Finding> findings = BOOK.apply(Rule.Scope.SETTING, facts);
        assertEquals(2, findings.size(), () -> findings.toString());
    }

    @Test
    void outOfMemoryIsAnsweredInTheOrderContextFileTypeBatch() {
        Facts facts = Facts.builder()
                .set(Fact.RUN_SYMPTOM, "oom")
                .set(Fact.RUN_CTX, 32768)
                .set(Fact.RUN_FILE_TYPE, "Q6_K")
                .set(Fact.RUN_N_UBATCH, 512)
                .build();
        List<Finding> findings = BOOK.apply(Rule.Scope.RUN, facts);
        assertEquals(
                List.of("oom/1-smaller-context", "oom/2-smaller-quant", "oom/3-smaller-batch"),
                findings.stream().map(f -> f.rule().id()).toList());
        assertTrue(
                findings.get(1).text().text().contains("smaller file type than Q6_K"),
                findings.get(1).text().text());
    }

    @Test
    void ownRulesOverrideById(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("mine.yaml"), """
                rules:
                - id: chat/turn
                  when: {fact: request.use_case, op: eq, value: chat}
                  then: {prefer: {comfort_tps: 20}}
                  because: I am impatient.
                  cite: me
                """);
        RuleBook book = RuleBook.withUserRules(folder);
        Facts chat = Facts.builder().set(Fact.REQUEST_USE_CASE, "chat").build();
        assertEquals(20, book.preferences(chat).value(Setting.COMFORT_TPS));
        assertEquals(BOOK.rules().size(), book.rules().size());
    }

    @Test
    void aMistakeInOwnRulesNamesFileAndLine(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("mine.yaml"), "rules:\n- id: a/b\n");
        InvalidRulesException e = assertThrows(InvalidRulesException.class, () -> RuleBook.withUserRules(folder));
        assertTrue(
                e.problems().toString().contains("mine.yaml:2: rules[0].when is missing"),
                () -> e.problems().toString());
    }

    @Test
    void aMissingFolderMeansTheBundledBook(@TempDir Path folder) {
        assertEquals(
                BOOK.rules().size(),
                RuleBook.withUserRules(folder.resolve("none")).rules().size());
    }

    @Test
    void auditFindsImpossibleAndContradictingRules() {
        Problems problems = new Problems();
        List<Rule> rules = RuleBook.read("t.yaml", """
                rules:
                - id: a/never
                  when: {all: [{fact: machine.vram_gib, op: lt, value: 8}, {fact: machine.vram_gib, op: ge, value: 8}]}
                  then: {advice: x}
                  because: y
                  cite: z
                - id: a/one
                  when: {fact: machine.os, op: eq, value: linux}
                  then: {prefer: {ctx: 1}}
                  because: y
                  cite: z
                - id: a/two
                  when: {fact: machine.os, op: eq, value: linux}
                  then: {prefer: {ctx: 2}}
                  because: y
                  cite: z
                """, problems);
        assertEquals(List.of(), problems.all());
        RuleAudit.check(rules, problems);
        assertEquals(
                List.of(
                        "t.yaml:2: a/never can never apply: the conditions on machine.vram_gib exclude each other",
                        "t.yaml:12: a/two contradicts a/one: same condition, other value of ctx"),
                problems.all().stream().map(Problems.Problem::toString).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{fact: request.use_case, op: eq, value: chatt} | advice: x | a/b can never apply: request.use_case is never 'chatt'",
                "{not: always} | advice: x | a/b can never apply: its condition is the opposite of always",
                "{fact: candidate.ctx, op: gt, value: 1} | prefer: {ctx: 1} | a/b can never apply: prefer steers the search",
                "{all: [{fact: run.ctx, op: gt, value: 1}, {fact: model.layers, op: gt, value: 1}]} | advice: x | a/b can never apply: a log tells",
                "{all: [{fact: machine.os, op: eq, value: linux}, {fact: machine.os, op: ne, value: linux}]} | advice: x | a/b can never apply: the",
                "{fact: request.use_case, op: eq, value: chat} | prefer: {ctx: 1} | a/b is never heard: a/last comes later",
            })
    void auditSaysWhyARuleIsNeverHeard(String when, String then, String why) {
        Problems problems = new Problems();
        List<Rule> rules = RuleBook.read("t.yaml", """
                rules:
                - id: a/b
                  when: %s
                  then: {%s}
                  because: y
                  cite: z
                - id: a/last
                  when: always
                  then: {prefer: {ctx: 2}}
                  because: y
                  cite: z
                """.formatted(when, then), problems);
        assertEquals(List.of(), problems.all());
        RuleAudit.check(rules, problems);
        assertTrue(
                problems.all().getFirst().message().startsWith(why),
                problems.all().getFirst().message());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "always                                                  | {machine.ram_gib} {request.use_case} |",
                "always                                                  | {machine.gpu_name}                   | machine.gpu_name",
                "{fact: machine.vendor, op: ne, value: AMD}              | {machine.gpu_name}                   |",
                "{not: {fact: machine.vram_gib, op: lt, value: 8}}       | {machine.gpu_name}                   |",
                "{fact: candidate.tg, op: lt, other: candidate.first_tg} | {candidate.first_model}              |",
                "{fact: candidate.tg, op: lt, other: candidate.first_tg} | {candidate.first_dots}               | candidate.first_dots",
                "{fact: candidate.months_newer, op: gt, value: 3}        | {candidate.first_released}           |",
                "{any: [{fact: run.ctx, op: gt, value: 1}, {fact: run.tg, op: gt, value: 1}]}              | {run.ctx} | run.ctx",
                "{any: [{fact: run.ctx, op: gt, value: 1}, {fact: run.ctx, op: lt, other: run.ctx_train}]} | {run.ctx} |",
                "{not: {any: [{fact: run.ctx, op: gt, value: 1}, {fact: run.tg, op: gt, value: 1}]}}       | {run.ctx} |",
                "{not: {all: [{fact: run.ctx, op: gt, value: 1}, {fact: run.tg, op: gt, value: 1}]}}       | {run.ctx} | run.ctx",
                "{not: {not: {fact: run.ctx, op: gt, value: 1}}}         | {run.ctx}                            |",
            })
    void aTextMayOnlyShowWhatIsKnownWhenItsRuleApplies(String when, String text, String unknown) {
        Problems problems = new Problems();
        List<Rule> rules = RuleBook.read("t.yaml", """
                rules:
                - id: a/b
                  when: %s
                  then: {advice: x}
                  because: "%s"
                  cite: z
                """.formatted(when, text), problems);
        assertEquals(List.of(), problems.all());
        RuleAudit.check(rules, problems);
        assertEquals(
                unknown == null
                        ? List.of()
                        : List.of("t.yaml:2: a/b shows " + unknown
                                + ", which may not be known when it applies; compare it with something in 'when' too"),
                problems.all().stream().map(Problems.Problem::toString).toList());
    }

    @Test
    void aRuleWhoseTextShowsSomethingUnknownAppliesAllTheSame() {
        List<Rule> own = RuleBook.read("t.yaml", """
                rules:
                - id: my/ctx
                  when: always
                  then: {prefer: {ctx: 1234}}
                  because: "on {machine.gpu_name}"
                  cite: me
                """, new Problems());
        assertEquals(1234, BOOK.override(own).preferences(Facts.NONE).value(Setting.CTX));
    }

    @Test
    void ownPreferencesThatOutrankBundledOnesAreSaid() {
        List<Rule> own = RuleBook.read("t.yaml", """
                rules:
                - id: my/chat
                  when: {fact: request.use_case, op: eq, value: chat}
                  then: {prefer: {comfort_tps: 20, enough_seconds: 10}}
                  because: y
                  cite: z
                """, new Problems());
        assertEquals(
                List.of("my/chat outranks chat/turn: comfort_tps 20.0 instead of 12.0"),
                RuleAudit.outranked(BOOK.rules(), own));
    }

    @Test
    void filesOfAUserAreReadInTheOrderOfTheirNames(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("b.yml"), own("my/rule", 2));
        Files.writeString(
                folder.resolve("a.yaml"), own("my/rule", 1) + own("my/other", 3).replace("rules:\n", ""));
        Files.writeString(folder.resolve("c.txt"), own("my/text", 4));
        RuleBook book = RuleBook.withUserRules(folder);
        assertEquals(3, book.preferences(Facts.NONE).value(Setting.SLOTS));
        assertEquals("my/other", book.rules().getLast().id());
        assertEquals(
                folder.resolve("b.yml").toString(),
                book.find("my/rule").orElseThrow().source());
        assertFalse(book.find("my/text").isPresent());
    }

    @Test
    void aFolderWithTheNameOfAFileCannotBeRead(@TempDir Path folder) throws Exception {
        Files.createDirectory(folder.resolve("x.yaml"));
        InvalidRulesException e = assertThrows(InvalidRulesException.class, () -> RuleBook.withUserRules(folder));
        assertEquals(1, e.problems().size());
        assertTrue(
                String.valueOf(e.getMessage()).startsWith(folder.resolve("x.yaml") + ":1: the file is a folder"),
                e.getMessage());
    }

    @Test
    void theLastRuleThatAppliesDecidesASettingAndOneMustSetIt() {
        RuleBook book = RuleBook.of(RuleBook.read(
                "t.yaml", own("my/first", 1) + own("my/last", 2).replace("rules:\n", ""), new Problems()));
        Preferences preferences = book.preferences(Facts.NONE);
        assertEquals(2, preferences.value(Setting.SLOTS));
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> preferences.value(Setting.CTX));
        assertEquals("no rule sets ctx", e.getMessage());
    }

    @Test
    void aFindingHasItsTextItsReasonAndTheFactsItUsed() {
        Rule rule = RuleBook.read("t.yaml", """
                rules:
                - id: my/cores
                  when: {fact: machine.cores, op: gt, value: 4}
                  then: {advice: "{machine.cores} cores"}
                  because: "on {machine.os}"
                  cite: me
                """, new Problems()).getFirst();
        Facts facts = Facts.builder()
                .set(Fact.MACHINE_CORES, 8)
                .set(Fact.MACHINE_OS, "linux")
                .set(Fact.MACHINE_ARCH, "arm64")
                .build();
        Finding finding = rule.apply(facts).orElseThrow();
        assertEquals("8 cores", finding.text().text());
        assertEquals("on linux", finding.reason().text());
        assertEquals(
                Set.of(Fact.MACHINE_CORES, Fact.MACHINE_OS),
                finding.facts().asMap().keySet());
        assertEquals(Rule.Scope.SETTING, rule.scope());
        assertFalse(rule.apply(Facts.NONE).isPresent());
        assertEquals(List.of(), RuleBook.of(List.of(rule)).apply(Rule.Scope.CANDIDATE, facts));
        assertEquals(
                1, RuleBook.of(List.of(rule)).apply(Rule.Scope.SETTING, facts).size());
    }

    @ParameterizedTest
    @CsvSource({
        "request.ctx, SETTING",
        "machine.cores, SETTING",
        "model.layers, CANDIDATE",
        "candidate.ctx, CANDIDATE",
        "run.ctx, RUN"
    })
    void aRuleSpeaksOfWhatItsFactsAreFactsOf(String fact, Rule.Scope scope) {
        for (String rule : List.of(
                "when: {fact: " + fact + ", op: gt, value: 1}, then: {advice: x}, because: y",
                "when: always, then: {advice: '{" + fact + "}'}, because: y",
                "when: always, then: {advice: x}, because: '{" + fact + "}'")) {
            assertEquals(
                    scope,
                    RuleBook.read("t.yaml", "rules:\n- {id: a/b, " + rule + ", cite: z}\n", new Problems())
                            .getFirst()
                            .scope());
        }
    }

    @Test
    void theBuildWritesTheBookThatTheProgramReads(@TempDir Path folder) throws Exception {
        for (String file : RuleBook.BUNDLED) {
            Files.copy(Path.of("src/main/resources/rules", file), folder.resolve(file));
        }
        CompileRuleBook.main(new String[] {folder.toString()});
        try (InputStream in = RuleBook.class.getResourceAsStream("/rules/" + RuleBook.COMPILED)) {
            assertArrayEquals(
                    Objects.requireNonNull(in).readAllBytes(), Files.readAllBytes(folder.resolve(RuleBook.COMPILED)));
        }
    }

    @Test
    void theBuildRefusesAMistake(@TempDir Path folder) throws Exception {
        for (String file : RuleBook.BUNDLED) {
            Files.copy(Path.of("src/main/resources/rules", file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("rows.yaml"), own("my/rule", 1).replace("always", "{not: always}"));
        InvalidRulesException e =
                assertThrows(InvalidRulesException.class, () -> CompileRuleBook.main(new String[] {folder.toString()}));
        assertEquals("rows.yaml:2: my/rule can never apply: its condition is the opposite of always", e.getMessage());
        assertFalse(Files.exists(folder.resolve(RuleBook.COMPILED)));
    }

    private static String own(String id, int slots) {
        return """
                rules:
                - id: %s
                  when: always
                  then: {prefer: {slots: %d}}
                  because: y
                  cite: me
                """.formatted(id, slots);
    }

    @Test
    void aFileThatIsNoTextIsAMistakeWithItsName(@TempDir Path folder) throws Exception {
        Files.write(folder.resolve("bad.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        InvalidRulesException e = assertThrows(InvalidRulesException.class, () -> RuleBook.withUserRules(folder));
        assertTrue(
                e.problems().toString().contains("bad.yaml:1: the file is not a text file in UTF-8"),
                e.problems().toString());
    }

    @Test
    void numbersInTextsTakeDecimalsOrTwoDigits() {
        Facts facts = Facts.builder()
                .set(Fact.CANDIDATE_TG, 3.14)
                .set(Fact.CANDIDATE_PP, 314.1)
                .build();
        assertEquals(
                "3.1 314 3.14",
                Template.parse("{candidate.tg:s} {candidate.pp:s} {candidate.tg:2}")
                        .render(facts)
                        .text());
    }

    @Test
    void nearestIdsAreFound() {
        assertEquals("chat/turn", BOOK.nearest("chat/trun").getFirst());
        assertFalse(BOOK.find("chat/trun").isPresent());
    }
}
