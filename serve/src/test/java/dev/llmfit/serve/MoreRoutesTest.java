package dev.llmfit.serve;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines, headers of files, runs, tags, descriptions, pictures. */
class MoreRoutesTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    private static Path folder = Path.of("");

    private static @Nullable RunningServer running;

    @BeforeAll
    static void start() throws IOException {
        ServeSettings plain = RunningServer.settings();
        running = RunningServer.start(
                folder,
                new ServeSettings(
                        plain.bind(),
                        0,
                        false,
                        Optional.of(SECRET),
                        true,
                        Set.of(),
                        Set.of(),
                        true,
                        plain.seconds(),
                        "test"));
    }

    private static RunningServer server() {
        return requireNonNull(running);
    }

    @AfterAll
    static void stop() {
        server().close();
    }

    private static String text(JsonObject object, String name) {
        return ((JsonString) object.get(name).orElseThrow()).value();
    }

    @Test
    void linesComeBackInTheirOrder() throws IOException, InterruptedException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            lines.append(
                    i % 7 == 3
                            ? "{\"id\":\"" + i + "\",\"ask\":\"forget\"}\n"
                            : "{\"id\":\"" + i
                                    + "\",\"ask\":\"rules\",\"action\":\"explain\",\"rule\":\"ram/cpu-only\","
                                    + "\"hardware\":\"rtx4090-24g-64g\"}\n");
        }
        HttpResponse<String> got = server().send(server().to("/api/v1/batch")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(lines.toString())));
        assertEquals(200, got.statusCode(), got.body());
        List<String> answers = got.body().lines().toList();
        assertEquals(40, answers.size());
        for (int i = 0; i < 40; i++) {
            JsonObject line = (JsonObject) Json.parse(answers.get(i));
            assertEquals(Integer.toString(i), text(line, "id"));
            assertEquals(i % 7 == 3, line.get("error").isPresent(), answers.get(i));
        }
        assertTrue(answers.get(3).contains("\"not-allowed\""), answers.get(3));
    }

    @Test
    void aHeaderIsAskedAbout() throws IOException, InterruptedException {
        byte[] header = RecordedHeaders.f16("ernie-4.5-0.3b");
        HttpResponse<String> kept = server().send(server().to("/api/v1/headers?name=mine.gguf")
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(header)));
        assertEquals(201, kept.statusCode(), kept.body());
        String model = text((JsonObject) Json.parse(kept.body()), "model");
        HttpResponse<String> size = server().post(
                        "/api/v1/size",
                        "{\"model\":\"" + model + "\",\"n_ctx\":4096,\"hardware\":\"rtx4090-24g-64g\"}");
        assertEquals(200, size.statusCode(), size.body());
        HttpResponse<String> best = server().get("/api/v1/state?machine=rtx4090-24g-64g&model=" + model);
        JsonObject page = (JsonObject) Json.parse(best.body());
        assertTrue(page.get("size").flatMap(part -> part.get("schema")).isPresent(), best.body());
        assertTrue(text((JsonObject) page.get("size").orElseThrow(), "schema").startsWith("llmfit/size/"), best.body());
        HttpResponse<String> damaged = server().send(server().to("/api/v1/headers")
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofString("GGUF and nothing behind it")));
        assertEquals(404, damaged.statusCode(), damaged.body());
        assertTrue(damaged.body().contains("\"gguf\""), damaged.body());
        HttpResponse<String> gone =
                server().post("/api/v1/size", "{\"model\":\"header-0000000000000000.gguf\",\"n_ctx\":4096}");
        assertEquals(404, gone.statusCode(), gone.body());
    }

    @Test
    void aRunIsFollowed() throws IOException, InterruptedException {
        String question = "{\"ask\":\"bench\",\"model\":\"no-such-model-at-all\"}";
        assertEquals(401, server().post("/api/v1/runs", question).statusCode());
        HttpResponse<String> begun = server().send(server().to("/api/v1/runs")
                .header("Authorization", "Bearer " + SECRET)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(question)));
        assertEquals(202, begun.statusCode(), begun.body());
        String at = begun.headers().firstValue("Location").orElseThrow();
        HttpResponse<String> events =
                server().send(server().to(at + "/events").header("Authorization", "Bearer " + SECRET));
        assertEquals(
                "text/event-stream", events.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(events.body().contains("event: failed\ndata: {\"schema\":\"llmfit/run/1\""), events.body());
        long last = events.body().lines().filter(l -> l.startsWith("id: ")).count();
        HttpResponse<String> rest = server().send(server().to(at + "/events")
                .header("Last-Event-ID", Long.toString(last - 1))
                .header("Authorization", "Bearer " + SECRET));
        assertTrue(rest.body().startsWith("id: " + last + "\n"), rest.body());
        HttpResponse<String> ended = server().send(server().to(at).header("Authorization", "Bearer " + SECRET));
        assertEquals("failed", text((JsonObject) Json.parse(ended.body()), "status"));
        assertEquals("no-such-model-at-all", text((JsonObject) Json.parse(ended.body()), "model"));
        HttpResponse<String> all =
                server().send(server().to("/api/v1/runs").header("Authorization", "Bearer " + SECRET));
        assertTrue(all.body().contains("\"schema\" : \"llmfit/runs/1\""), all.body());
        assertTrue(all.body().contains(at.substring(at.lastIndexOf('/') + 1)), all.body());
        assertEquals(401, server().get("/api/v1/runs").statusCode());
        HttpResponse<String> unknown = server().send(server().to("/api/v1/runs/nothing")
                .header("Authorization", "Bearer " + SECRET)
                .DELETE());
        assertEquals(404, unknown.statusCode());
    }

    @Test
    void whatIsKnownIsNotSentAgain() throws IOException, InterruptedException {
        String path = "/api/v1/rules/ram/cpu-only";
        HttpResponse<String> first = server().get(path);
        assertEquals(200, first.statusCode(), first.body());
        String tag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again =
                server().send(server().to("/api/v1/machines?q=4090").header("If-None-Match", tag));
        assertEquals(200, again.statusCode());
        String other = again.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> known =
                server().send(server().to("/api/v1/machines?q=4090").header("If-None-Match", "\"x\", " + other));
        assertEquals(304, known.statusCode());
        assertEquals("", known.body());
        assertFalse(tag.equals(other));
    }

    @Test
    void aBadgeSaysIt() throws IOException, InterruptedException {
        HttpResponse<String> badge = server().get("/badge/llama3.1:8b.svg?machine=rtx4090-24g-64g");
        assertEquals(200, badge.statusCode(), badge.body());
        assertEquals("image/svg+xml", badge.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(
                badge.body().matches("(?s).*<title>llama3.1:8b: fits · [0-9.]+ – [0-9.]+ tok/s</title>.*"),
                badge.body());
    }

    @Test
    void theDescriptionHasEveryAddress() throws IOException, InterruptedException {
        HttpResponse<String> got = server().get("/api/v1/openapi.json");
        assertEquals(200, got.statusCode(), got.body());
        JsonObject document = (JsonObject) Json.parse(got.body());
        JsonObject paths = (JsonObject) document.get("paths").orElseThrow();
        for (String path : List.of("size", "recommend", "quants", "plan", "compare", "sweep", "matrix", "diagnose")) {
            JsonObject operations = (JsonObject) paths.get("/api/v1/" + path).orElseThrow();
            assertTrue(operations.get("post").flatMap(p -> p.get("requestBody")).isPresent(), path);
        }
        for (String path :
                List.of("models", "models/{ref}", "machines/this", "rules/{id}", "runs/{id}/events", "state")) {
            assertTrue(paths.get("/api/v1/" + path).flatMap(p -> p.get("get")).isPresent(), path);
        }
        String size = Json.compact(paths.get("/api/v1/size").orElseThrow());
        for (String field :
                List.of("n_ctx", "n_gpu_layers", "hardware", "vram", "tensor_split", "draft_options", "lora")) {
            assertTrue(size.contains("\"" + field + "\""), field);
        }
        assertFalse(got.body().contains("\"#/$defs"), "what a schema refers to is found");
        HttpResponse<String> schema = server().get("/api/v1/schema/size");
        assertEquals(200, schema.statusCode(), schema.body());
        assertEquals(404, server().get("/api/v1/schema/nothing").statusCode());
    }

    @Test
    void whatWasAskedIsCounted() throws IOException, InterruptedException {
        server().get("/api/v1/nothing?model=some-model");
        HttpResponse<String> got = server().get("/metrics");
        assertEquals(200, got.statusCode());
        assertTrue(
                got.body().contains("llmfit_request_seconds_count{path=\"other\",method=\"GET\",status=\"404\"}"),
                got.body());
        assertTrue(got.body().contains("llmfit_model_requests_total{model=\"some-model\"} 1"), got.body());
        assertEquals("ok\n", server().get("/healthz").body());
        assertEquals("ok\n", server().get("/readyz").body());
    }

    @Test
    void metricsTellStrangersNothingAndKeepNothingOfThem() throws IOException, InterruptedException {
        ServeSettings plain = RunningServer.settings();
        InetAddress all = InetAddress.getByAddress(new byte[4]);
        ServeSettings open = new ServeSettings(
                all, 0, false, Optional.of(SECRET), false, Set.of(), Set.of(), true, plain.seconds(), "test");
        try (RunningServer reached = RunningServer.start(folder.resolve("open"), open)) {
            String address = "http://127.0.0.1:" + reached.port();
            HttpRequest.Builder metrics = HttpRequest.newBuilder(URI.create(address + "/metrics"));
            assertEquals(401, reached.send(metrics.copy()).statusCode());
            for (String path : List.of("/api/v1/madeup", "/api/v1/size", "/anything")) {
                reached.send(HttpRequest.newBuilder(URI.create(address + path + "?model=some-model"))
                        .method("INVENTED", BodyPublishers.noBody()));
            }
            HttpResponse<String> told = reached.send(metrics.header("Authorization", "Bearer " + SECRET));
            assertEquals(200, told.statusCode());
            assertTrue(told.body().contains("_count{path=\"size\",method=\"other\",status=\"401\"} 1\n"), told.body());
            assertTrue(told.body().contains("_count{path=\"other\",method=\"other\",status=\"401\"} 1\n"), told.body());
            assertFalse(told.body().contains("madeup") || told.body().contains("INVENTED"), told.body());
            assertEquals(1, told.body().split("\\{model=", -1).length, told.body());
        }
    }
}
