package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.llmfit.answers.Settings;
import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.GoldenText;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.render.CharWidth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of a recommendation, in every case and width, and what is refused. */
class RecommendCommandTest {
    @ParameterizedTest
    @CsvSource({
        "llama3.1:8b, geforce-rtx-4090-24g, 0, 'offload/full', full-gpu",
        "llama3.1:70b:Q4_K_M, geforce-rtx-4090-24g, 0, '', partial-gpu",
        "gpt-oss:120b, geforce-rtx-4090-24g, 0, 'offload/experts', moe-offload",
        "llama3.2:3b, rpi5-8g, 0, '', cpu",
        "deepseek-v3.1:671b, rpi5-8g, 3, '', no-fit",
        "llama3.1:8b, apple-m2-pro-19c-32g, 0, '', full-gpu"
    })
    void everyPageKeepsItsOrderAndWidth(String model, String hardware, int code, String rule, String verdict) {
        for (int columns : List.of(100, 60)) {
            String page = run(code, columns, List.of("recommend", "-v", "--model", model, "--hardware", hardware));
            List<String> lines = page.lines().toList();
            assertTrue(lines.getFirst().startsWith(model.split(":Q", -1)[0]), page);
            assertTrue(page.contains(rule), page);
            if (code == 0) {
                assertEquals(List.of("Why", "Run", "Ollama", "Prove"), headings(lines), page);
                assertTrue(lines.stream().filter(l -> l.startsWith("▸")).count() == 1, page);
            } else {
                assertTrue(page.contains("does not fit here"), page);
            }
            lines.stream()
                    .filter(RecommendCommandTest::mayNotBeWide)
                    .forEach(l -> assertTrue(CharWidth.of(l) <= columns, columns + " columns: " + l));
        }
        String json = run(code, 100, List.of("recommend", "--model", model, "--hardware", hardware, "--json"));
        String first = json.substring(json.indexOf("\"verdict\""));
        assertTrue(first.startsWith("\"verdict\" : \"" + verdict + "\""), first.substring(0, 60));
    }

    /** Commands are copied whole; the first two lines name model and machine. */
    private static boolean mayNotBeWide(String line) {
        boolean command = Stream.of("ollama run", "llama-server", "llmfit", "mlx_lm.", "lms get")
                .anyMatch(line::contains);
        boolean row =
                line.startsWith("▸") || line.startsWith("   ") || line.startsWith("Why") || line.startsWith("Think");
        return row ? !command : line.startsWith("Ollama");
    }

    private static List<String> headings(List<String> lines) {
        List<String> found = new ArrayList<>();
        for (String line : lines) {
            for (String heading : List.of("Why", "Run", "Ollama", "Prove")) {
                if (line.startsWith(heading + " ")) {
                    found.add(heading);
                }
            }
        }
        return found;
    }

    @ParameterizedTest
    @CsvSource({
        "0, recommend-whole, --model llama3.1:8b --hardware rtx4090-24g-64g",
        "0, recommend-partial, --model llama3.1:70b --hardware rtx4090-24g-64g -v",
        "0, recommend-experts, --model gpt-oss:120b --hardware rtx4090-24g-64g --verbose",
        "0, recommend-users, --model llama3.1:8b --prefer users -c 8192 --hardware rtx4090-24g-64g -v",
        "0, recommend-context, --model llama3.1:8b --prefer context --top 1 --hardware apple-m2-max-38c-96g",
        "0, recommend-quality, --model llama3.1:8b --prefer quality --min-tps 40 --top 1 --hardware rtx4090-24g-64g",
        "0, recommend-models, --hardware rtx4090-24g-64g",
        "0, recommend-models-all, --hardware rtx4090-24g-64g -v",
        "3, recommend-too-large, --model llama3.1:405b --hardware rpi5-8g",
        "3, recommend-too-slow, --model gemma3:4b --quant F16 --hardware rpi5-8g",
        "3, recommend-team-too-slow, deepseek-r1:671b --users 100 -c 16k --hardware 4xl40s-48g",
        "3, recommend-team-other, llama3.3:70b --users 100 -c 16k --hardware 4xl40s-48g",
        "3, recommend-nothing, --hardware rpi5-8g --min-tps 5000"
    })
    void textIsAsRecorded(int code, String golden, String flags) throws IOException {
        GoldenText.check(golden, run(code, 120, List.of(("recommend " + flags).split(" ", -1))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --ctx 0                            | --ctx must be at least 1, not 0.
            --users 0                          | --users must be at least 1, not 0.
            --users 10000                      | --users must be at most 256, the most slots that llama.cpp has
            --top 0                            | --top must be at least 1, not 0.
            --min-tps -1                       | --min-tps must be a number of tokens a second, 0 or more, not -1.0.
            --margin much                      | --margin: not a size: 'much'
            --cache-type q9                    | --cache-type q9 is no cache type; f16, q8_0, q5_1, q4_0 are.
            --prefer throughput                | --prefer throughput needs a model: add --model REF.
            --prefer users --users 3 -m qwen3  | --prefer users finds the number of slots itself: leave --users away.
            --emit word                        | --emit knows llama-server, llama-cli,
            """, quoteCharacter = '"')
    void whatCannotBeMeantIsRefused(String flags, String sentence) {
        List<String> command = new ArrayList<>(List.of("recommend", "--hardware", "rpi5-8g"));
        command.addAll(List.of(flags.split(" +", -1)));
        String said = run(2, 100, command);
        assertTrue(said.contains(sentence), said);
    }

    /** llama-server refuses texts that are longer than a physical batch. */
    @Test
    void embeddingsTakeTextsAsLongAsTheirContext() {
        List<String> command =
                List.of("recommend", "--use-case", "embedding", "--hardware", "rtx4090-24g-64g", "--json");
        JsonObject document = (JsonObject) Json.parse(run(0, 100, command));
        for (JsonValue candidate : ((JsonArray) document.get("candidates").orElseThrow()).items()) {
            JsonValue options = ((JsonObject) candidate).get("options").orElseThrow();
            assertTrue(whole(options, "n_ubatch") >= whole(options, "n_ctx"), candidate::toString);
            assertTrue(whole(options, "n_batch") >= whole(options, "n_ctx"), candidate::toString);
            assertTrue(((JsonObject) candidate).get("texts_per_second").isPresent(), candidate::toString);
        }
    }

    /** The list of file types marks what recommend takes, with the same launch. */
    @ParameterizedTest
    @CsvSource({"qwen3:30b-a3b, geforce-rtx-3060-12g", "gpt-oss:20b, rtx4090-24g-64g"})
    void theListOfFileTypesMarksTheSameChoice(String model, String machine) {
        JsonObject quants =
                (JsonObject) Json.parse(run(0, 100, List.of("quants", model, "--hardware", machine, "--json")));
        JsonObject taken =
                (JsonObject) Json.parse(run(0, 100, List.of("recommend", model, "--hardware", machine, "--json")));
        JsonObject first = (JsonObject)
                ((JsonArray) taken.get("candidates").orElseThrow()).items().getFirst();
        String type = first.get("file_type").orElseThrow().asText().orElseThrow();
        assertEquals(type, quants.get("sweet_spot").orElseThrow().asText().orElseThrow());
        JsonObject fit = (JsonObject)
                ((JsonObject) quants.get("fits").orElseThrow()).get(type).orElseThrow();
        assertEquals(
                whole(first.get("options").orElseThrow(), "n_cpu_moe"),
                whole(fit.get("launch").orElseThrow(), "n_cpu_moe"));
    }

    /** The parts of what a launch is worth add up, for both and for what lies between them. */
    @Test
    void whyNotTellsPartsThatAddUp() {
        JsonObject document = (JsonObject) Json.parse(run(
                0, 100, List.of("recommend", "--hardware", "rtx4090-24g-64g", "--why-not", "llama3.1:8b", "--json")));
        JsonObject parts = (JsonObject) ((JsonObject) document.get("why_not").orElseThrow())
                .get("parts")
                .orElseThrow();
        for (String whose : List.of("own", "first", "difference")) {
            double sum = 0;
            for (Map.Entry<String, JsonValue> part : parts.members().entrySet()) {
                double value = Double.parseDouble(
                        Json.compact(((JsonObject) part.getValue()).get(whose).orElseThrow()));
                sum += part.getKey().equals("total") ? -value : value;
            }
            assertEquals(0, sum, 0.01, whose);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OCR, vision",
        "role-play, chat",
        "Summarize, rag",
        "Code, coding",
        "embeddings, embedding",
        "chat, chat"
    })
    void wordsOfPeopleArePlannedAsAUseCase(String word, String useCase) {
        List<String> command = List.of("recommend", "--hardware", "rtx4090-24g-64g", "--use-case", word, "--json");
        JsonObject document = (JsonObject) Json.parse(run(0, 100, command));
        assertEquals(useCase, document.get("use_case").orElseThrow().asText().orElseThrow());
        boolean said = Json.compact(document.get("notes").orElse(JsonNull.NULL)).contains("is planned as " + useCase);
        assertEquals(!word.equals(useCase), said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--hardware geforce-rtx-3060-12g --why-not llama3.1:405b | llama3.1:405b does not fit here.",
                "--hardware rtx4090-24g-64g --use-case vision --why-not llama3.1:8b | It is not considered for images",
                "--hardware rtx4090-24g-64g --why-not qwen3-embedding:8b | it makes embeddings and writes nothing",
            })
    void whyNotTellsWhatKeepsAModelOut(String flags, String sentence) {
        List<String> command = new ArrayList<>(List.of("recommend"));
        command.addAll(List.of(flags.split(" +", -1)));
        String said = run(0, 100, command).replaceAll("\\s+", " ");
        assertTrue(said.contains(sentence), said);
    }

    private static long whole(JsonValue object, String key) {
        return Long.parseLong(Json.compact(((JsonObject) object).get(key).orElseThrow()));
    }

    /** A type that is not known is no more found than a model that is not. */
    @Test
    void anUnknownFileTypeIsNotFound() {
        String said = run(4, 100, List.of("recommend", "--hardware", "rpi5-8g", "--quant", "Q9"));
        assertTrue(said.contains("There is no file type 'Q9'."), said);
    }

    @ParameterizedTest
    @CsvSource({"ollama, ollama run hf.co/", "llama-server, llama-server -hf", "compose, services:"})
    void theBestLaunchIsWrittenForARuntime(String target, String beginning) {
        String said = run(
                0,
                100,
                List.of("recommend", "--model", "llama3.2:3b", "--hardware", "rtx4090-24g-64g", "--emit", target));
        assertTrue(said.startsWith(beginning), said);
    }

    /** Lines of the store that cannot be read were once left out in silence. */
    @Test
    void whatOfTheStoreCannotBeReadIsSaid(@TempDir Path data) throws IOException {
        Files.writeString(data.resolve("measurements.jsonl"), "{damaged\n\n{}\n");
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("LLMFIT_DATA_HOME", data.toString());
        Settings settings = new Settings(CommandRun.settings().environment().withVariables(variables), true);
        String sentence = "2 of 2 stored results cannot be read (" + data.resolve("measurements.jsonl") + ").";
        String[] question = {"recommend", "--model", "llama3.2:3b", "--hardware", "rtx4090-24g-64g"};
        String page = CommandRun.of(settings, 400, question).out();
        assertEquals(
                1, page.lines().filter(l -> l.equals("Note    " + sentence)).count(), page);
        String[] json = Arrays.copyOf(question, question.length + 1);
        json[question.length] = "--json";
        String document = CommandRun.of(settings, 100, json).out();
        assertEquals(List.of(sentence), texts(Json.parse(document), "notes"));
        assertEquals(List.of(), schema("recommend").validate(document, InputFormat.JSON));
        String plan = CommandRun.of(settings, 400, "plan", "llama3.2:3b", "--hardware", "rtx4090-24g-64g", "--top", "1")
                .out();
        assertEquals(
                1, plan.lines().filter(l -> l.equals("Note    " + sentence)).count(), plan);
    }

    private static List<String> texts(JsonValue document, String member) {
        return document.get(member).orElseThrow().items().stream()
                .map(item -> item.asText().orElseThrow())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "recommend, recommend --hardware apple-m2-max-38c-96g",
        "recommend, recommend --model gpt-oss:120b --hardware rtx4090-24g-64g",
        "recommend, recommend --model llama3.1:8b --prefer throughput --hardware rtx4090-24g-64g",
        "recommend, recommend --model llama3.1:405b --vram 8GiB --ram 16GiB",
        "recommend, recommend --vram 1GiB --ram 2GiB",
        "recommend, recommend --model qwen3:8b --hardware wsl2-3060-12g --emit json",
        "compare, recommend --compare rtx4090-24g-64g rpi5-8g",
        "plan, plan llama3.1:70b --hardware rtx4090-24g-64g --top 1",
        "plan, plan qwen3:14b --hardware rpi5-8g --top 2 --api-price 10 --tokens-per-month 5e6",
        "plan, plan llama3.1:8b --hardware rpi5-8g --min-tps 5000"
    })
    void documentsFollowTheirSchema(String schema, String command) throws IOException {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        words.add("--json");
        String document = CommandRun.of(words.toArray(String[]::new)).out();
        assertEquals(List.of(), schema(schema).validate(document, InputFormat.JSON), document);
    }

    private static Schema schema(String name) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("..", "docs", "schema", name + ".json")), InputFormat.JSON);
    }

    private static String run(int expected, int columns, List<String> command) {
        CommandRun run = CommandRun.of(CommandRun.settings(), columns, command.toArray(String[]::new));
        assertEquals(expected, run.exit(), run::err);
        return run.out() + run.err();
    }
}
