package dev.llmfit.serve;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions and answers over a real socket. */
class RestTest {
    private static final String MACHINE = "\"hardware\":\"rtx4090-24g-64g\"";

    @TempDir
    private static Path folder = Path.of("");

    private static @Nullable RunningServer running;

    @BeforeAll
    static void start() throws IOException {
        running = RunningServer.start(folder, RunningServer.settings());
    }

    private static RunningServer server() {
        return requireNonNull(running);
    }

    @AfterAll
    static void stop() {
        server().close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "size | size | {'model':'llama3.1:8b','n_ctx':8192,MACHINE}",
                "size | size | {'model':'llama3.1:405b','n_gpu_layers':99,MACHINE}",
                "fits | fits | {'model':'llama3.1:8b','n_ctx':8192,MACHINE}",
                "sweep | sweep | {'model':'llama3.1:8b','over':'ctx','values':['4k','8k'],MACHINE}",
                "explain | explain | {'model':'llama3.1:8b',MACHINE}",
                "compare | compare_sizes | {'a':{'model':'llama3.1:8b',MACHINE},'b':{'model':'qwen3:8b',MACHINE}}",
                "recommend | recommend | {'model':'qwen3:8b',MACHINE}",
                "diagnose | symptom | {'log':['load_tensors:        CUDA0 model buffer size =  4096.00 MiB']}",
                "rules | rules | {'action':'explain','rule':'ram/cpu-only',MACHINE}",
                "machines | hardware_names | {'query':'4090'}",
            })
    void anAnswerIsItsDocument(String address, String ask, String question) throws IOException, InterruptedException {
        String json = question.replace('\'', '"').replace("MACHINE", MACHINE);
        HttpResponse<String> got = server().post("/api/v1/" + address, json);
        JsonObject document = QuestionType.byId(ask)
                .orElseThrow()
                .answer(QuestionFields.of(Json.parse(json)), RunningServer.bench(folder));
        assertEquals(200, got.statusCode(), got.body());
        assertEquals(Json.pretty(document) + "\n", got.body());
        assertEquals(
                "application/json", got.headers().firstValue("Content-Type").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "size | {\"model\":\"llama3.1:8b\",\"n_ctxx\":1} | 422 | usage | /n_ctxx",
                "size | {\"model\":\"llama3.1:8b\",\"options\":{\"n_ctx\":-4}} | 422 | usage | /options/n_ctx",
                "size | {\"model\":\"no-such-model-at-all\"} | 404 | model-not-found | ''",
                "size | {\"model\":\"llama3.1:8b\",\"hardware\":\"abacus\"} | 422 | hardware | ''",
                "size | {\"model\":\"llama3.1:8b\",\"id\":\"a\"} | 422 | usage | /id",
                "size | {\"model\":\"llama3.1:8b\",\"engine_says\":\"/bin\"} | 403 | not-allowed | ''",
                "size | {\"model\": | 400 | json | ''",
                "size | [1] | 400 | json | ''",
                "compare | {\"a\":{\"model\":\"llama3.1:8b\",\"x\":1},\"b\":{\"model\":\"qwen3:8b\"}} | 422 | usage | /a/x",
                "nothing | {} | 404 | no-such-address | ''",
                "verify | {} | 404 | no-such-address | ''",
            })
    void aWrongQuestionIsTold(String address, String question, int status, String code, String pointer)
            throws IOException, InterruptedException {
        HttpResponse<String> got = server().post("/api/v1/" + address, question);
        assertEquals(status, got.statusCode(), got.body());
        assertEquals(
                "application/problem+json",
                got.headers().firstValue("Content-Type").orElseThrow());
        JsonObject problem = (JsonObject) Json.parse(got.body());
        assertEquals(code, text(problem, "code"));
        assertEquals("urn:llmfit:error:" + code, text(problem, "type"));
        assertEquals(pointer, problem.get("pointer").isPresent() ? text(problem, "pointer") : "");
    }

    private static String text(JsonObject object, String name) {
        return ((JsonString) object.get(name).orElseThrow()).value();
    }

    @Test
    void aStateIsAQuestion() throws IOException, InterruptedException {
        HttpResponse<String> size =
                server().get("/api/v1/size?machine=rtx4090-24g-64g&model=llama3.1:8b&file=Q4_K_M&ctx=8192");
        assertEquals(200, size.statusCode(), size.body());
        JsonObject document = (JsonObject) Json.parse(size.body());
        String state = text(document, "state");
        assertTrue(state.startsWith("machine=rtx4090-24g-64g&model=llama3.1:8b&file=Q4_K_M&ctx=8192&"), state);
        assertEquals(size.body(), server().get("/api/v1/size?" + state).body());
    }

    @Test
    void oneRequestPaintsAPage() throws IOException, InterruptedException {
        HttpResponse<String> page = server().get("/api/v1/state?machine=rtx4090-24g-64g&model=llama3.1:8b");
        assertEquals(200, page.statusCode(), page.body());
        JsonObject all = (JsonObject) Json.parse(page.body());
        for (String part : List.of("models", "recommend", "size", "fits", "sweep")) {
            assertTrue(text((JsonObject) all.get(part).orElseThrow(), "schema").startsWith("llmfit/"), part);
        }
    }

    @Test
    void modelsComeInPages() throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        String next = "/api/v1/models?q=qwen3&limit=7";
        while (!next.isEmpty()) {
            HttpResponse<String> page = server().get(next);
            assertEquals(200, page.statusCode(), page.body());
            JsonObject document = (JsonObject) Json.parse(page.body());
            ((JsonArray) document.get("models").orElseThrow())
                    .items()
                    .forEach(row -> ids.add(text((JsonObject) row, "id")));
            Matcher link = Pattern.compile("<(.*)>; rel=\"next\"")
                    .matcher(page.headers().firstValue("Link").orElse(""));
            next = link.matches() ? link.group(1) : "";
        }
        JsonObject whole = (JsonObject)
                Json.parse(server().get("/api/v1/models?q=qwen3&limit=500").body());
        List<String> all = ((JsonArray) whole.get("models").orElseThrow())
                .items().stream().map(row -> text((JsonObject) row, "id")).toList();
        assertTrue(all.size() > 14, all.toString());
        assertEquals(all, ids);
    }

    /** Which models and in which order: all pages together are the list. */
    @Test
    void modelsAreFilteredAndSorted() throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        String next = "/api/v1/models?q=qwen3&show=open,code&sort=since&limit=4";
        String last = "9999";
        while (!next.isEmpty()) {
            HttpResponse<String> page = server().get(next);
            assertEquals(200, page.statusCode(), page.body());
            for (JsonValue row : ((JsonArray)
                            ((JsonObject) Json.parse(page.body())).get("models").orElseThrow())
                    .items()) {
                String release = text((JsonObject) row, "release");
                assertTrue(release.compareTo(last) <= 0, release + " after " + last);
                last = release;
                assertTrue(Json.compact(row).contains("\"code\""), row.toString());
                names.add(text((JsonObject) row, "id"));
            }
            Matcher link = Pattern.compile("<(.*)>; rel=\"next\"")
                    .matcher(page.headers().firstValue("Link").orElse(""));
            next = link.matches() ? link.group(1) : "";
        }
        assertTrue(names.size() > 4, names.toString());
        assertEquals(names.size(), names.stream().distinct().count());
        HttpResponse<String> wrong = server().get("/api/v1/models?show=fast");
        assertEquals(422, wrong.statusCode(), wrong.body());
        assertTrue(wrong.body().contains("fits, whole, images, code, open"), wrong.body());
    }
}
