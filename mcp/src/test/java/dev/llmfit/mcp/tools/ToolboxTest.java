package dev.llmfit.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.document.Schemas;
import dev.llmfit.engine.Progress;
import dev.llmfit.fixtures.RecordedLogs;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Environment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class ToolboxTest {
    private static final Encoding TOKENS =
            Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    private static final Toolbox TOOLS =
            new Toolbox(Workbench.of(new Settings(Environment.ofProcess().withVariables(Map.of()), true)), false);

    private static ToolAnswer call(String name, String arguments) {
        return TOOLS.call(name, (JsonObject) Json.parse(arguments), Progress.NONE);
    }

    private static String json(ToolAnswer answer) {
        return Json.compact(answer.content());
    }

    /** What an agent pays before its first question: 1,800 tokens at most. */
    @Test
    void theListOfToolsIsShort() {
        StringBuilder list = new StringBuilder();
        for (Tool tool : Tool.all(true)) {
            list.append(Json.compact(JsonObject.builder()
                    .put("name", tool.name())
                    .put("title", tool.title())
                    .put("description", tool.description())
                    .put("inputSchema", tool.input())
                    .put("outputSchema", tool.output())
                    .put(
                            "annotations",
                            JsonObject.builder()
                                    .put("readOnlyHint", !tool.runs())
                                    .build())
                    .build()));
        }
        assertTrue(TOKENS.countTokens(list.toString()) <= 1800, TOKENS.countTokens(list.toString()) + " tokens");
    }

    @Test
    void runningIsOfferedOnlyWhereItMay() {
        assertEquals(8, Tool.all(false).size());
        assertTrue(Tool.all(true).stream().anyMatch(t -> t.name().equals("prove")));
    }

    /** A brief answer: 600 tokens of data and twelve lines at most, true to its schema. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "which_model|{\"machine\":\"RTX 4090\",\"use\":\"coding\"}",
                "size|{\"model\":\"llama3.1:70b\",\"file\":\"Q4_K_M\",\"machine\":\"2x 3090\",\"ctx\":8192,\"ngl\":81}",
                "size|{\"models\":[\"qwen3:8b\",\"qwen3:30b\",\"llama3.1:8b\"],\"machine\":\"RTX 3060\"}",
                "find_models|{\"query\":\"qwen3\"}",
                "quants|{\"model\":\"llama3.1:8b\",\"machine\":\"RTX 3060\"}",
                "fleet|{\"machines\":[\"2x RTX 4090 *4\",\"RTX 3060 12GB *3\"],\"want\":[\"qwen3:8b=60@16k>=15\",\"qwen3:32b=20@8k\","
                        + "\"nomic-embed-text=10@2k\"],\"growth\":5}",
                "machine|{\"name\":\"M3 Max 64GB\"}",
                "machine|{\"name\":\"8x RTX 4090\"}",
            })
    void answersAreBrief(String name, String arguments) {
        ToolAnswer answer = call(name, arguments);
        assertFalse(answer.error(), json(answer));
        assertTrue(TOKENS.countTokens(json(answer)) <= 600, TOKENS.countTokens(json(answer)) + " tokens");
        assertTrue(
                answer.lines().size() <= 12 && !answer.lines().isEmpty(),
                answer.lines().toString());
        Tool tool = TOOLS.tools().stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
        assertEquals(List.of(), violations(tool.output(), answer.content()));
    }

    private static List<String> violations(JsonObject schema, JsonObject value) {
        ObjectMapper mapper = new ObjectMapper();
        Schema compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(mapper.readValue(Json.compact(schema), JsonNode.class));
        return compiled.validate(mapper.readValue(Json.compact(value), JsonNode.class)).stream()
                .map(Object::toString)
                .toList();
    }

    @Test
    void theExamplesOfToolsAreTrueToTheirSchemas() {
        for (Tool tool : Tool.all(true)) {
            JsonObject example =
                    (JsonObject) Doc.items(tool.input(), "examples").getFirst();
            assertEquals(List.of(), violations(tool.input(), example), tool.name());
        }
    }

    @Test
    void everyUseOfTheSchemaIsKnown() {
        Tool tool = Tool.all(false).getFirst();
        List<JsonValue> uses = Doc.items(tool.input(), "properties", "use", "enum");
        assertFalse(uses.isEmpty());
        for (JsonValue use : uses) {
            QuestionType.RECOMMEND.question(
                    JsonObject.builder().put("use_case", use).build());
        }
    }

    @Test
    void thePickHasItsCommandItsReasonsAndItsRange() {
        JsonObject brief =
                call("which_model", "{\"machine\":\"RTX 3060\",\"limit\":2}").content();
        assertTrue(Doc.said(brief, "run").startsWith("llama-server "), Json.compact(brief));
        assertEquals(2, Doc.items(brief, "pick", "tok_s").size());
        assertEquals(3, Doc.items(brief, "why").size());
        assertEquals(1, Doc.items(brief, "others").size());
    }

    @Test
    void whatDoesNotFitIsAnAnswerWithTheChangeThatFits() {
        ToolAnswer answer = call(
                "size",
                "{\"model\":\"llama3.1:8b\",\"file\":\"Q8_0\",\"ctx\":131072,\"ngl\":33,\"machine\":\"RTX 3060\"}");
        assertFalse(answer.error());
        assertFalse(Doc.truth(answer.content(), "fits"), json(answer));
        assertTrue(
                Doc.at(Doc.items(answer.content(), "sizes").getFirst(), "change")
                        .isPresent(),
                json(answer));
    }

    @Test
    void aBudgetBounds() {
        ToolAnswer answer =
                call("what_to_buy", "{\"model\":\"llama3.1:8b\",\"budget\":700,\"limit\":3,\"machine\":\"RTX 3060\"}");
        assertFalse(answer.error(), json(answer));
        for (JsonValue row : Doc.items(answer.content(), "options")) {
            assertTrue(Doc.number(row, "usd").orElse(Double.MAX_VALUE) <= 700, Json.compact(row));
        }
        assertTrue(TOKENS.countTokens(json(answer)) <= 600);
    }

    @Test
    void aFleetIsPlacedAndItsYearFollowed() {
        ToolAnswer answer =
                call("fleet", "{\"machines\":[\"RTX 4090 *2\"],\"want\":[\"qwen3:8b=20@8k>=15\"],\"growth\":10}");
        assertFalse(answer.error(), json(answer));
        assertEquals(2, Doc.number(answer.content(), "machines").orElse(0));
        JsonValue want = Doc.items(answer.content(), "wants").getFirst();
        assertEquals(20, Doc.number(want, "users").orElse(0), json(answer));
        assertEquals(1, Doc.items(answer.content(), "enough_until_month").size());
        assertTrue(Doc.at(answer.content(), "then", "buy").isPresent(), json(answer));
    }

    @Test
    void aLogIsDiagnosed() {
        String log = String.join("\n", RecordedLogs.lines("cuda-kv-3060.log"));
        ToolAnswer answer =
                TOOLS.call("diagnose", JsonObject.builder().put("log", log).build(), Progress.NONE);
        assertEquals("oom", Doc.said(answer.content(), "symptom"));
        assertTrue(
                String.join("\n", answer.lines()).contains("-c 24576"),
                answer.lines().toString());
        assertTrue(TOKENS.countTokens(json(answer)) <= 600);
    }

    @Test
    void fullIsTheDocument() {
        ToolAnswer answer = call("machine", "{\"name\":\"RTX 3060\",\"detail\":\"full\"}");
        assertEquals("llmfit/probe/1", Doc.said(answer.content(), "schema"));
        ToolAnswer found = call("find_models", "{\"query\":\"qwen\",\"detail\":\"full\",\"limit\":2}");
        assertEquals(2, Doc.items(found.content(), "models").size());
        assertTrue(Doc.number(found.content(), "found").orElse(0) > 2);
    }

    /** Errors say what to call instead. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "size|{\"model\":\"qwen3:9b\"}|model-not-found|\"find_models\"",
                "size|{\"modell\":\"qwen3:8b\"}|usage|did you mean model",
                "size|{}|usage|size needs 'model'",
                "size|{\"models\":[\"a\",\"b\",\"c\",\"d\"]}|usage|at most three",
                "quants|{}|usage|quants needs 'model'",
                "fleet|{\"machines\":[\"RTX 3060\"],\"want\":[]}|usage|fleet needs 'want'",
                "fleet|{\"machines\":[\"RTX 3060\"],\"want\":[\"qwen3:8b\"]}|usage|MODEL[:TYPE]=USERS",
                "fleet|{\"machines\":[\"RTX 9999\"],\"want\":[\"qwen3:8b=1\"]}|hardware|'RTX 4090'",
                "which_model|{\"use\":\"gardening\"}|usage|chat, coding",
                "which_model|{\"machine\":\"RTX 9999\"}|hardware|'RTX 4090'",
                "which_model|{\"limit\":0}|usage|expected a whole number",
                "find_models|{\"query\":\"qwen\",\"detail\":\"long\"}|usage|brief or full",
                "prove|{\"model\":\"qwen3:8b\"}|usage|no tool 'prove'",
            })
    void errorsSayWhatToDo(String name, String arguments, String code, String said) {
        ToolAnswer answer = call(name, arguments);
        assertTrue(answer.error());
        assertEquals(code, Doc.said(answer.content(), "code"), json(answer));
        String all = String.join("\n", answer.lines()) + json(answer);
        assertTrue(all.contains(said), all);
    }

    @Test
    void theLibraryIsRead() {
        Library library =
                new Library(Workbench.of(new Settings(Environment.ofProcess().withVariables(Map.of()), true)));
        for (Library.Shelf shelf : Library.shelves()) {
            if (!shelf.isTemplate()) {
                assertFalse(library.read(shelf.uri()).isBlank(), shelf.uri());
            }
        }
        assertTrue(library.read("llmfit://model/qwen3:8b").contains("models-show"));
        assertTrue(library.read("llmfit://rule/offload%2Ffull").contains("offload/full"));
        for (String schema : Schemas.names()) {
            assertTrue(library.read("llmfit://schema/" + schema).contains("\"$schema\""), schema);
        }
        assertEquals("application/schema+json", Library.typeOf("llmfit://schema/size"));
        assertThrows(RefusedException.class, () -> library.read("llmfit://schema/..%2Fsize"));
    }
}
