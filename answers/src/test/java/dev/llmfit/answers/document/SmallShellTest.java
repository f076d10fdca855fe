package dev.llmfit.answers.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Environment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole shell in one class: what a web server needs of this module, and no class of the command line. */
class SmallShellTest {
    private final Workbench bench = Workbench.of(new Settings(Environment.ofProcess(), true));

    /** What a server sends back. */
    private record Response(int status, JsonValue body) {}

    /** Answers {@code POST /ask/QUESTION} with the question's fields as the body. */
    private Response post(String path, String body) {
        try {
            QuestionType type = QuestionType.byId(path.substring("/ask/".length()))
                    .orElseThrow(() -> new RefusedException(Refusal.of(new IllegalArgumentException(path))));
            return new Response(200, type.answer(QuestionFields.of(Json.parse(body)), bench));
        } catch (RefusedException e) {
            Refusal refusal = e.refusal();
            JsonObject error = JsonObject.builder()
                    .put("code", refusal.code())
                    .put("message", refusal.message())
                    .put("hint", new CommandWords().of(refusal.hint()))
                    .build();
            return new Response(
                    status(refusal.kind()),
                    JsonObject.builder().put("error", error).build());
        }
    }

    private static int status(Refusal.Kind kind) {
        return switch (kind) {
            case BAD_QUESTION -> 400;
            case MODEL, HARDWARE -> 404;
            case LAUNCH, DOES_NOT_FIT -> 409;
            case ENGINE -> 502;
            case INTERNAL -> 500;
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/ask/quants  | {\"model\":\"llama3.1:8b\",\"hardware\":\"rtx4090-24g-64g\"} | llmfit/quants/1",
                "/ask/models  | {\"query\":\"qwen3 8b\",\"hardware\":\"rtx4090-24g-64g\"}    | llmfit/models/1",
                "/ask/rules   | {}                                                          | llmfit/rules/1"
            })
    void questionsAreAnswered(String path, String body, String schema) {
        Response response = post(path, body);
        assertEquals(200, response.status(), () -> Json.compact(response.body()));
        assertEquals(schema, response.body().string("schema").orElseThrow());
    }

    @Test
    void whatCannotBeAnsweredIsRefusedWithItsCode() {
        Response unknown = post("/ask/quants", "{\"model\":\"llama3.1:9b\"}");
        assertEquals(404, unknown.status());
        assertEquals(
                "model-not-found",
                unknown.body().get("error").orElseThrow().string("code").orElseThrow());
        Response misspelt = post("/ask/quants", "{\"modle\":\"llama3.1:8b\"}");
        assertEquals(400, misspelt.status());
        assertTrue(Json.compact(misspelt.body()).contains("model"), () -> Json.compact(misspelt.body()));
    }
}
