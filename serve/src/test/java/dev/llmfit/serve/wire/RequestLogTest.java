package dev.llmfit.serve.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.Reply;
import dev.llmfit.serve.RunningServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a log tells, and what it never does. */
@Timeout(120)
class RequestLogTest {
    @Test
    void eachCallIsOneLineWithoutWhatWasAsked(@TempDir Path folder) throws IOException, InterruptedException {
        List<JsonObject> lines = new CopyOnWriteArrayList<>();
        try (RunningServer server = RunningServer.start(folder, RunningServer.settings(), lines::add)) {
            server.get("/healthz?secret=1");
            server.post("/api/v1/size", "{\"model\":\"llama3.1:8b\",\"n_ctx\":4096,\"hardware\":\"RTX 3060\"}");
            server.get("/api/v1/nothing%0A%1B%5B2J%E2%80%AE");
            server.send(server.to("/api/v1/size")
                    .header("Authorization", "Bearer secret-token")
                    .header("Origin", "https://evil.example")
                    .GET());
            server.send(server.to("/api/v1/batch")
                    .header("Content-Type", "application/x-ndjson")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"ask\":\"size\",\"model\":\"qwen3:0.6b\",\"hardware\":\"RTX 3060\"}\n")));
        }
        assertEquals(5, lines.size(), lines::toString);
        assertEquals(
                List.of("200", "200", "404", "403", "200"),
                lines.stream()
                        .map(l -> Json.compact(l.get("status").orElseThrow()))
                        .toList());
        String all = String.join("\n", lines.stream().map(Json::compact).toList());
        assertFalse(all.contains("secret") || all.contains("llama3.1"), all);
        assertTrue(all.contains("\"path\":\"/api/v1/nothing\\n\\u001B[2J\\u202e\""), all);
        assertTrue(
                lines.getLast()
                                .get("bytes")
                                .flatMap(v -> v.asNumber().stream().boxed().findFirst())
                                .orElse(0.0)
                        > 100,
                all);
        assertTrue(all.contains("\"from\":\"127.0.0.1\""), all);
    }

    @Test
    void whatDoesNotComeToItsEndIsToldToo() {
        List<JsonObject> lines = new CopyOnWriteArrayList<>();
        Call call = new Call("POST", "/api/v1/size", "", Map.of(), InetAddress.getLoopbackAddress(), new Call.Body() {
            @Override
            public byte[] bytes(int most, int seconds) throws IOException {
                throw new IOException("gone");
            }

            @Override
            public InputStream stream() {
                return InputStream.nullInputStream();
            }
        });
        RequestLog log = new RequestLog(lines::add, c -> Reply.empty(c.body().bytes(1, 1).length));
        assertThrows(IOException.class, () -> log.handle(call));
        assertEquals(1, lines.size(), lines::toString);
        String line = Json.compact(lines.getFirst());
        assertTrue(line.contains("\"path\":\"/api/v1/size\"") && line.contains("\"broken_off\":true"), line);
        assertFalse(line.contains("status"), line);
    }

    @Test
    void aLineThatCannotBeWrittenEndsNoLog() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream broken = new PrintStream(written, true, StandardCharsets.UTF_8) {
            @Override
            public void println(String line) {
                if (line.contains("bad")) {
                    throw new IllegalStateException(line);
                }
                super.println(line);
            }
        };
        try (LogLines log = new LogLines(broken)) {
            log.accept(RequestLog.event("bad").build());
            log.accept(RequestLog.event("good").build());
        }
        String lines = written.toString(StandardCharsets.UTF_8);
        assertTrue(lines.contains("good") && !lines.contains("bad"), lines);
    }

    @Test
    void whoReadsSlowlySlowsNobodyDown() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                begun.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
                written.write(b);
            }
        };
        try (LogLines log = new LogLines(new PrintStream(slow, true, StandardCharsets.UTF_8), 2)) {
            log.accept(RequestLog.event("first").build());
            begun.await();
            for (int i = 0; i < 5; i++) { // two wait, three are lost
                log.accept(RequestLog.event("more").build());
            }
            go.countDown();
            while (written.toString(StandardCharsets.UTF_8).lines().count() < 3) {
                Thread.sleep(5);
            }
            log.accept(RequestLog.event("last").build());
        }
        List<String> lines = written.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(4, lines.size(), lines::toString);
        assertTrue(lines.getLast().contains("\"lost_before\":3"), lines::toString);
    }
}
