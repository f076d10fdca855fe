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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways in which the protocol is spoken, over pipes as an agent has them. */
@Timeout(60)
class StdioServerTest {
    /** Tools that docs/mcp.md lists. */
    private static final int TOOLS = 8;

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
                TOOLS,
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
                TOOLS,
                ((JsonArray) Doc.at(answers.get(1), "result", "tools").orElseThrow())
                        .items()
                        .size());
        assertTrue(Json.compact(answers.get(2)).contains("qwen3:8b"), Json.compact(answers.get(2)));
    }

    /** Lines of a file that is piped in: all are there, and the end too, before the first is answered. */
    private static List<JsonObject> piped(Offer offer, Duration patience, List<String> lines) throws IOException {
        byte[] in = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StdioServer.run(offer, new ByteArrayInputStream(in), out, patience);
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> (JsonObject) Json.parse(line))
                .toList();
    }

    private static Offer offer() {
        return Offer.of(bench(), false, "1");
    }

    private static List<String> ids(List<JsonObject> answers) {
        return answers.stream()
                .map(a -> Json.compact(a.get("id").orElseThrow()))
                .sorted()
                .toList();
    }

    private static String call(int id, String name, String arguments, String meta) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + name
                + "\",\"arguments\":" + arguments + (meta.isEmpty() ? "" : "," + meta) + "}}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"", META})
    void allThatIsPipedInIsAnswered(String meta) throws IOException {
        List<String> lines = new ArrayList<>();
        if (meta.isEmpty()) {
            lines.add(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                            + "\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}");
            lines.add("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        } else {
            lines.add("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\",\"params\":{" + meta + "}}");
        }
        for (int id = 2; id < 8; id++) {
            lines.add(call(id, "size", "{\"model\":\"qwen3:8b\",\"machine\":\"RTX 3060\"}", meta));
        }
        lines.add("{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"tools/list\",\"params\":{" + meta + "}}");
        lines.add(call(9, "machine", "{\"name\":\"RTX 3060\"}", meta)); // without an end of its line
        List<JsonObject> answers = piped(offer(), Duration.ofSeconds(60), lines);
        assertEquals(List.of("1", "2", "3", "4", "5", "6", "7", "8", "9"), ids(answers), () -> answers.toString());
        assertEquals("1", Json.compact(answers.getFirst().get("id").orElseThrow()), "the first answer opens");
        assertTrue(answers.stream().allMatch(a -> a.get("result").isPresent()), answers::toString);
    }

    private static final String TOKEN = "\"progressToken\":\"p\"";

    private static String withToken(String meta) {
        return meta.isEmpty() ? "\"_meta\":{" + TOKEN + "}" : meta.replace("\"_meta\":{", "\"_meta\":{" + TOKEN + ",");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", META})
    void aCallThatFailsInAnyWayIsAnswered(String meta) throws IOException {
        Offer broken = SlowOffer.answeredBy((name, arguments, progress) -> {
            throw new NoClassDefFoundError("some/Class");
        });
        List<JsonObject> answers = piped(broken, Duration.ofSeconds(10), List.of(call(1, "machine", "{}", meta)));
        assertEquals(List.of("1"), ids(answers), answers::toString);
        assertTrue(Doc.at(answers.getFirst(), "error", "message").isPresent(), answers::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", META})
    void whatTakesTooLongAtTheEndIsEndedAndGetsAnError(String meta) throws IOException, InterruptedException {
        SlowOffer slow = new SlowOffer();
        List<JsonObject> answers = piped(slow.offer(), Duration.ofMillis(500), List.of(call(1, "machine", "{}", meta)));
        assertEquals(1, answers.size(), answers::toString);
        assertTrue(Json.compact(answers.getFirst()).contains("the input has ended"), answers::toString);
        assertTrue(slow.interrupted.await(10, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", META})
    void callsTellTheirProgressAreOvertakenAndCancelled(String meta) throws IOException, InterruptedException {
        SlowOffer slow = new SlowOffer();
        PipedOutputStream toServer = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(toServer, 1 << 20);
        PipedInputStream answered = new PipedInputStream(1 << 20);
        PipedOutputStream out = new PipedOutputStream(answered);
        Thread server = Thread.ofVirtual().start(() -> {
            try (out) {
                StdioServer.run(slow.offer(), in, out, Duration.ofSeconds(30));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        List<String> lines = new ArrayList<>();
        lines.add(call(1, "machine", "{}", withToken(meta)));
        lines.add(call(2, "machine", "{}", meta));
        lines.add("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/list\",\"params\":{" + meta + "}}");
        for (String line : lines) {
            toServer.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        toServer.flush();
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < 3; i++) { // two steps of the first call, and the answer to the last request
            heard.add(Json.compact(answer(answered)));
        }
        assertEquals(1, heard.stream().filter(h -> h.contains("\"id\":3")).count(), heard::toString);
        assertEquals(
                List.of("0", "0.5"),
                heard.stream()
                        .filter(h -> h.contains("notifications/progress"))
                        .map(h -> Json.compact(Doc.at(Json.parse(h), "params", "progress")
                                        .orElseThrow())
                                .replace("0.0", "0"))
                        .toList(),
                heard::toString);
        assertTrue(slow.began.await(10, TimeUnit.SECONDS));
        toServer.write(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1,\"reason\":\"x\"}}\n"
                        .getBytes(StandardCharsets.UTF_8));
        toServer.flush();
        assertTrue(slow.interrupted.await(10, TimeUnit.SECONDS));
        slow.go.countDown();
        assertTrue(Json.compact(answer(answered)).contains("\"id\":2"), "the other call is answered");
        toServer.close();
        server.join();
        assertEquals(-1, answered.read(), "what was cancelled has no answer");
    }

    @Test
    void whatIsNoMessageIsSaidAndTheOthersGoOn() throws IOException {
        List<JsonObject> answers = piped(
                offer(),
                Duration.ofSeconds(30),
                List.of(
                        "{\"jsonrpc\":\"2.0\",\"id\":1",
                        "[]",
                        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
                        "{\"jsonrpc\":\"2.0\",\"id\":2}",
                        "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{}}",
                        "",
                        "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"no/such\"}",
                        "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":3}",
                        "{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"ping\"}\r"));
        assertEquals(List.of("2", "4", "5", "6", "null", "null", "null"), ids(answers), answers::toString);
        assertTrue(
                answers.stream()
                        .filter(a -> !Json.compact(a).contains("\"id\":6"))
                        .allMatch(a -> a.get("error").isPresent()),
                answers::toString);
    }

    @Test
    void progressRises() {
        List<Double> told = new ArrayList<>();
        Rising rising = new Rising((what, done) -> told.add(done));
        for (double done : new double[] {0, 0, 0.5, 0.2, 1}) {
            rising.step("a step", done);
            LockSupport.parkNanos(Duration.ofMillis(110).toNanos());
        }
        assertEquals(5, told.size());
        for (int i = 1; i < told.size(); i++) {
            assertTrue(told.get(i) > told.get(i - 1), told::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", META})
    void namesAreCompleted(String meta) throws IOException {
        String more = meta.isEmpty() ? "" : "," + meta;
        List<JsonObject> answers = piped(
                offer(),
                Duration.ofSeconds(30),
                List.of(
                        complete(
                                1,
                                "{\"type\":\"ref/resource\",\"uri\":\"llmfit://model/{ref}\"}",
                                "ref",
                                "qwen3:8",
                                more),
                        complete(
                                2,
                                "{\"type\":\"ref/resource\",\"uri\":\"llmfit://schema/{name}\"}",
                                "name",
                                "rec",
                                more),
                        complete(
                                3,
                                "{\"type\":\"ref/prompt\",\"name\":\"choose-a-model\"}",
                                "machine",
                                "rtx4090-24g-6",
                                more),
                        complete(4, "{\"type\":\"ref/prompt\",\"name\":\"choose-a-model\"}", "job", "w", more),
                        complete(5, "{\"type\":\"ref/resource\",\"uri\":\"llmfit://rule/{id}\"}", "id", "", more)));
        List<String> values = answers.stream()
                .map(a -> Json.compact(
                        Doc.at(a, "result", "completion", "values").orElseThrow(() -> new AssertionError(a))))
                .toList();
        assertTrue(values.getFirst().contains("\"qwen3:8b\""), values::toString);
        assertEquals("[\"recommend\"]", values.get(1));
        assertTrue(values.get(2).contains("\"rtx4090-24g-64g\""), values::toString);
        assertEquals("[]", values.get(3));
        assertTrue(values.get(4).contains("\"offload/full\""), values::toString);
    }

    private static String complete(int id, String reference, String argument, String begun, String meta) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"completion/complete\",\"params\":{\"ref\":"
                + reference + ",\"argument\":{\"name\":\"" + argument + "\",\"value\":\"" + begun + "\"}" + meta + "}}";
    }

    @Test
    void nothingIsAnsweredToNothing() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StdioServer.run(bench(), false, "1", new ByteArrayInputStream(new byte[0]), out);
        assertEquals(0, out.size());
    }
}
