package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.GoldenText;
import dev.llmfit.rules.AskableQuestion;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Problems;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.rules.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule language, its schema, and the rules at work. */
class RulesCommandTest {
    private static final Path SCHEMA = Path.of("..", "docs", "schema", "rules.json");
    private static final Path BUNDLED = Path.of("..", "rules", "src", "main", "resources", "rules");

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA), InputFormat.JSON);
    }

    @Test
    void theSchemaInTheDocumentationIsTheOneOfTheCode() throws IOException {
        assertEquals(
                Files.readString(SCHEMA).strip(),
                run(0, List.of("rules", "schema")).strip(),
                "llmfit rules schema writes it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rules --json",
                "rules explain buy/second-card --json --hardware rtx4090-24g-64g",
                "rules explain kv/swa --json",
                "rules check ../rules/src/main/resources/rules/choice.yaml --json",
                "rules check src/test/resources/dev/llmfit/cli/rules/mine.yaml --json",
                "rules test ../rules/src/test/resources/dev/llmfit/rules/scenarios.yaml --json",
                "rules test src/test/resources/dev/llmfit/cli/rules/cases.yaml --json"
            })
    void answersFollowTheirSchema(String command) throws IOException {
        String answer = CommandRun.of(command.split(" ", -1)).out();
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA.resolveSibling("rules-answer.json")), InputFormat.JSON);
        assertEquals(List.of(), schema.validate(answer, InputFormat.JSON), answer);
    }

    @Test
    void thePageOfTheLanguageNamesEveryFactSettingAndQuestion() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "rules.md"));
        assertEquals(
                List.of(),
                Arrays.stream(Fact.values())
                        .map(Fact::id)
                        .filter(id -> !page.contains("| `" + id + "` |"))
                        .toList());
        assertEquals(
                List.of(),
                Arrays.stream(Setting.values())
                        .map(Setting::id)
                        .filter(id -> !page.contains("| `" + id + "` |"))
                        .toList());
        for (AskableQuestion question : AskableQuestion.values()) {
            String fields = String.join("` `", question.fields());
            assertTrue(page.contains("| `" + question.id() + "` | `" + fields + "` |"), question.id());
        }
    }

    @Test
    void whatFitsNowhereIsNotEmitted() {
        String said = run(
                3,
                List.of(
                        "recommend",
                        "--model",
                        "deepseek-v3.1:671b",
                        "--hardware",
                        "rpi5-8g",
                        "--emit",
                        "llama-server"));
        assertTrue(said.contains("there is no launch to write for llama-server"), said);
        assertFalse(said.lines().anyMatch(l -> l.startsWith("llama-server ")), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"use-cases", "start-here", "machine", "launch", "rows", "choice", "troubleshoot"})
    void bundledFilesFollowTheSchema(String name) throws IOException {
        String yaml = Files.readString(BUNDLED.resolve(name + ".yaml"));
        assertEquals(List.of(), schema().validate(yaml, InputFormat.YAML));
    }

    /** The reader of rules and the schema for editors agree on what is a rule. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true  | {fact: machine.vram_gib, op: ge, value: 8}                             | advice: x",
                "true  | {fact: candidate.max_ctx, op: gt, other: candidate.ctx, times: 1.5}    | advice: x",
                "true  | {any: [always, {not: {fact: machine.wsl, op: eq, value: true}}]}       | prefer: {ctx: 1}",
                "true  | {fact: machine.os, op: in, value: [linux, macos]}                      | advice: x",
                "false | {fact: machine.vram_gib, op: ge, value: much}                          | advice: x",
                "false | {fact: machine.vram, op: ge, value: 8}                                 | advice: x",
                "false | {fact: machine.os, op: gt, value: linux}                               | advice: x",
                "false | {fact: machine.os, op: in, value: linux}                               | advice: x",
                "false | {fact: machine.wsl, op: eq, value: 1}                                  | advice: x",
                "false | {fact: machine.vram_gib, op: ge}                                       | advice: x",
                "false | {fact: machine.vram_gib, op: ge, other: machine.os}                    | advice: x",
                "false | {all: []}                                                              | advice: x",
                "false | never                                                                  | advice: x",
                "false | always                                                                 | prefer: {context: 1}",
                "false | always                                                                 | prefer: {ctx: -1}",
                "false | always                                                                 | prefer: {}",
                "false | always                                                                 | say: x"
            })
    void readerAndSchemaAgree(boolean right, String when, String then) throws IOException {
        String yaml = """
            rules:
            - id: my/rule
              when: %s
              then: {%s}
              because: y
              cite: [z]
            """.formatted(when, then);
        Problems problems = new Problems();
        RuleBook.read("my.yaml", yaml, problems);
        assertEquals(right, problems.isEmpty(), () -> problems.all().toString());
        assertEquals(right, schema().validate(yaml, InputFormat.YAML).isEmpty(), yaml);
    }

    @Test
    void checkNamesEveryMistakeAndWhatARuleOutranks(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, """
            rules:
            - id: my/chat
              when: {fact: request.use_case, op: eq, value: chat}
              then: {prefer: {comfort_tps: 20}}
              because: y
              cite: z
            - id: my/never
              when: {fact: request.use_case, op: eq, value: chatt}
              then: {advice: x}
              because: y
              cite: z
            """);
        String text = run(3, List.of("rules", "check", file.toString()));
        assertTrue(text.contains("mine.yaml:7: my/never can never apply"), text);
        assertTrue(text.contains("my/chat outranks chat/turn"), text);
        String missing =
                run(2, List.of("rules", "check", folder.resolve("none.yaml").toString(), "--json"));
        assertTrue(missing.contains("none.yaml does not exist"), missing);
    }

    /** Rules at work: machine and request on the left, what must be said on the right. */
    @ParameterizedTest
    @CsvSource({
        "--hardware laptop-4060-8g-32g-hybrid, laptop/thermal",
        "--hardware laptop-4060-8g-32g-hybrid, buy/ram-for-experts",
        "--hardware mixed-5090-4090-3090, gpu/mixed",
        "--hardware wsl2-3060-12g, os/wsl",
        "--hardware 2x-epyc-9175f-numa, cpu/numa",
        "--hardware k8s-pod-8g-limit-on-512g, os/container",
        "--hardware strix-halo-128g, gpu/integrated",
        "--hardware radeon-780m-32g-minipc, gpu/carve-out",
        "--hardware rpi5-8g, sbc/swap",
        "--hardware apple-m4-pro-20c-48g, apple/unified-budget",
        "--hardware geforce-rtx-4060-8g, gain/maker",
        "--model gemma3:12b --hardware rtx4090-24g-64g, kv/swa",
        "--model qwen3:14b --users 3 --hardware rtx4090-24g-64g, slots/context",
        "--model qwen3:14b --hardware rtx4090-24g-64g, draft/model",
        "--model gpt-oss:120b --hardware rtx4090-24g-64g, batch/offload",
        "--model llama3.1:70b --hardware rtx4090-24g-64g, spill/avoided",
        "--model llama3.1:8b -ctk q4_0 --hardware rtx4090-24g-64g, kv/q4_0",
        "--use-case embedding --hardware rtx4090-24g-64g, embedding/batch",
        "--use-case vision --hardware rtx4090-24g-64g, vision/projector",
        "--use-case batch --model qwen3:8b --hardware rtx4090-24g-64g, batch/slots-share-weights"
    })
    void rulesSpeakWhereTheyShould(String request, String rule) {
        String command = "recommend --json " + request;
        String json = run(0, List.of(command.split(" ", -1)));
        assertTrue(json.contains("\"rule\" : \"" + rule + "\""), json.substring(json.indexOf("\"advice\"")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--hardware geforce-rtx-4090-24g", "--model llama3.1:70b --hardware geforce-rtx-4090-24g"})
    void everyRowHasReasonsOfItsOwn(String request) {
        List<String> lines = run(0, List.of(("recommend -v " + request).split(" ", -1)))
                .lines()
                .toList();
        List<String> reasons =
                lines.stream().filter(l -> l.matches(" {4}\\d {3}.*")).toList();
        long rows = lines.stream().filter(l -> l.matches(" {3}\\d {2}\\S.*")).count();
        assertTrue(rows >= 1, () -> String.join("\n", lines));
        assertEquals(rows, reasons.size(), () -> String.join("\n", lines));
        assertEquals(
                rows, reasons.stream().map(l -> l.substring(5)).distinct().count(), () -> String.join("\n", lines));
        assertFalse(reasons.stream().anyMatch(l -> !l.contains("For it: ") && !l.contains("Against it: ")));
    }

    @ParameterizedTest
    @CsvSource({
        "0, rules-explain-advice, rules explain buy/24gb-card --hardware geforce-rtx-3060-12g",
        "0, rules-explain-preference, rules explain chat/turn --hardware rtx4090-24g-64g",
        "0, rules-explain-launch, rules explain draft/model",
        "3, rules-check, rules check src/test/resources/dev/llmfit/cli/rules/mine.yaml",
        "3, rules-test, rules test src/test/resources/dev/llmfit/cli/rules/cases.yaml"
    })
    void textIsAsRecorded(int code, String golden, String command) throws IOException {
        GoldenText.check(golden, run(code, List.of(command.split(" ", -1))));
    }

    @Test
    void everyRuleHasALineInTheList() {
        List<String> lines = run(0, List.of("rules")).lines().toList();
        assertEquals(1 + RuleBook.bundled().rules().size(), lines.size());
        assertTrue(lines.getFirst().matches("rule +about +says"), lines.getFirst());
        assertTrue(lines.stream().anyMatch(l -> l.startsWith("chat/turn ") && l.contains("prefers ctx 16,384")));
    }

    /** Members of these objects once stood in another order in every run. */
    @Test
    void membersOfDocumentsKeepTheirOrder() {
        String test = run(3, List.of("rules", "test", "src/test/resources/dev/llmfit/cli/rules/cases.yaml", "--json"));
        assertTrue(test.matches("(?s).*\"name\" : [^,]*,\\s+\"line\" : \\d+,\\s+\"failures\" : .*"), test);
        String check = run(3, List.of("rules", "check", "src/test/resources/dev/llmfit/cli/rules/mine.yaml", "--json"));
        assertTrue(check.matches("(?s).*\"problems\" : \\[ \\{\\s+\"line\" : \\d+,\\s+\"message\" : .*"), check);
    }

    @ParameterizedTest
    @CsvSource({
        "rules explain, rules explain needs the id of a rule.",
        "rules check, rules check needs a file.",
        "rules shew, 'rules knows list, explain, check, test and schema, not shew.'",
        "rules explain chat/trun, did you mean chat/turn",
        "rules explain zzzzzzzzzz/yyyyyyyyyy, llmfit rules lists them",
        "rules check src/test, 'is a folder, not a file'"
    })
    void whatCannotBeMeantIsRefused(String command, String sentence) {
        String said = run(2, List.of(command.split(" ", -1)));
        assertTrue(said.contains(sentence), said);
    }

    private static String run(int expected, List<String> command) {
        CommandRun run = CommandRun.of(command.toArray(String[]::new));
        String text = run.out() + run.err();
        assertEquals(expected, run.exit(), text);
        return text;
    }
}
