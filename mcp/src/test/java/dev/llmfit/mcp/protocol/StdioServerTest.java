package dev.llmfit.mcp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.mcp.tools.Doc;
import dev.llmfit.units.Environment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both ways in which the protocol is spoken, over pipes as an agent has them. */
@Timeout(60)
class StdioServerTest {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"t\",\"version\":\"1\"},"
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private static Workbench bench() {
        return Workbench.of(new Settings(Environment.ofProcess().withVariables(Map.of()), true));
    }

    /** Sends lines one after another, each when the one before it is answered, and returns the answers. */
    private static List<JsonObject> talk(List<String> lines) throws IOException, InterruptedException {
        PipedOutputStream toServer = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(toServer, 1 << 20);
        PipedInputStream fromServer = new PipedInputStream(1 << 20);
        PipedOutputStream out = new PipedOutputStream(fromServer);
        Thread server = Thread.ofVirtual().start(() -> {
            try {
                StdioServer.run(bench(), false, "1", in, out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        List<JsonObject> answers = new ArrayList<>();
        for (String line : lines) {
            toServer.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            toServer.flush();
            if (line.contains("\"id\"")) {
                answers.add(answer(fromServer));
            }
        }
        toServer.close();
        server.join();
        return answers;
    }

    private static JsonObject answer(PipedInputStream from) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = from.read(); b != '\n'; b = from.read()) {
            line.write(b);
        }
        return (JsonObject) Json.parse(line.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aSessionIsOpenedAndAsked() throws IOException, InterruptedException {
        List<JsonObject> answers = talk(
                List.of(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                                + "\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{}}",
                        "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":\"machine\","
                                + "\"arguments\":{\"name\":\"RTX 3060\"}}}",
                        "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/call\",\"params\":{\"name\":\"size\","
                                + "\"arguments\":{\"model\":\"nosuch\"}}}",
                        "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"prompts/get\",\"params\":{\"name\":\"choose-a-model\","
                                + "\"arguments\":{\"job\":\"poems\"}}}",
                        "{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"resources/read\",\"params\":{\"uri\":\"llmfit://guide/moe\"}}"));
        assertEquals(
                "\"2025-11-25\"",
                Json.compact(
                        Doc.at(answers.getFirst(), "result", "protocolVersion").orElseThrow()));
        assertEquals(
                7,
                ((JsonArray) Doc.at(answers.get(1), "result", "tools").orElseThrow())
                        .items()
                        .size());
        assertEquals(
                "\"geforce-rtx-3060-12g\"",
                Json.compact(Doc.at(answers.get(2), "result", "structuredContent", "machine")
                        .orElseThrow()));
        assertEquals(
                "true", Json.compact(Doc.at(answers.get(3), "result", "isError").orElseThrow()));
        assertTrue(Json.compact(answers.get(4)).contains("for this job: poems"));
        assertTrue(Json.compact(answers.get(5)).contains("router"));
    }

    @Test
    void requestsWithoutASessionAreAnswered() throws IOException, InterruptedException {
        List<JsonObject> answers = talk(List.of(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\",\"params\":{" + META + "}}",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{" + META + "}}",
                "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":\"find_models\","
                        + "\"arguments\":{\"query\":\"qwen3 8b\",\"limit\":1}," + META + "}}"));
        assertTrue(Json.compact(answers.getFirst()).contains("2026-07-28"), Json.compact(answers.getFirst()));
        assertEquals(
                7,
                ((JsonArray) Doc.at(answers.get(1), "result", "tools").orElseThrow())
                        .items()
                        .size());
        assertTrue(Json.compact(answers.get(2)).contains("qwen3:8b"), Json.compact(answers.get(2)));
    }

    @Test
    void nothingIsAnsweredToNothing() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StdioServer.run(bench(), false, "1", new ByteArrayInputStream(new byte[0]), out);
        assertEquals(0, out.size());
    }
}
