package dev.llmfit.mcp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.units.Environment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpMessagesTest {
    private static final HttpMessages SERVER = new HttpMessages(
            Workbench.of(new Settings(Environment.ofProcess().withVariables(Map.of()), true)), false, "1");
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"t\",\"version\":\"1\"},"
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private static String text(HttpMessages.Response response) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        response.body().write(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static HttpMessages.Response post(Map<String, String> headers, String message) {
        return SERVER.answer(headers, message.getBytes(StandardCharsets.UTF_8), HttpMessagesTest::atOnce);
    }

    private static HttpMessages.Response atOnce(Callable<HttpMessages.Response> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void olderMessagesAreAnsweredOneByOne() throws IOException {
        HttpMessages.Response opened = post(
                Map.of(),
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}");
        assertEquals(200, opened.status());
        assertTrue(text(opened).contains("\"serverInfo\""), text(opened));
        assertEquals(
                202,
                post(Map.of(), "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                        .status());
        String called = text(post(
                Map.of(),
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"machine\","
                        + "\"arguments\":{\"name\":\"RTX 3060\"}}}"));
        assertTrue(called.contains("geforce-rtx-3060-12g"), called);
        String read = text(
                post(
                        Map.of(),
                        "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"resources/read\",\"params\":{\"uri\":\"llmfit://guide/moe\"}}"));
        assertTrue(read.contains("router"), read);
    }

    @Test
    void newerMessagesSayTheirVersionTwice() throws IOException {
        Map<String, String> headers =
                Map.of("mcp-protocol-version", "2026-07-28", "mcp-method", "tools/call", "mcp-name", "find_models");
        String message = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"find_models\","
                + "\"arguments\":{\"query\":\"qwen3 8b\",\"limit\":1}," + META + "}}";
        HttpMessages.Response response = post(headers, message);
        assertEquals(200, response.status(), text(response));
        assertTrue(text(response).contains("qwen3:8b"), text(response));
        for (String left : headers.keySet()) {
            Map<String, String> fewer = new HashMap<>(headers);
            fewer.remove(left);
            assertEquals(400, post(fewer, message).status(), left);
        }
    }

    /** The header names a version whose messages must name it too. */
    @Test
    void whatTheHeaderClaimsMustStandInTheMessage() throws IOException {
        HttpMessages.Response response = post(
                Map.of("mcp-protocol-version", "2026-07-28", "mcp-method", "tools/list"),
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}");
        assertEquals(400, response.status(), text(response));
        assertTrue(text(response).contains("-32602"), text(response));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", META})
    void progressComesAsEvents(String meta) throws IOException {
        SlowOffer slow = new SlowOffer();
        slow.go.countDown();
        String token = "\"progressToken\":7";
        String told =
                meta.isEmpty() ? "\"_meta\":{" + token + "}" : meta.replace("\"_meta\":{", "\"_meta\":{" + token + ",");
        Map<String, String> headers = new HashMap<>(Map.of("accept", "application/json, text/event-stream"));
        if (!meta.isEmpty()) {
            headers.putAll(
                    Map.of("mcp-protocol-version", "2026-07-28", "mcp-method", "tools/call", "mcp-name", "machine"));
        }
        HttpMessages.Response response = new HttpMessages(slow.offer())
                .answer(
                        headers,
                        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"machine\",\"arguments\":{},"
                                        + told + "}}")
                                .getBytes(StandardCharsets.UTF_8),
                        HttpMessagesTest::atOnce);
        assertEquals("text/event-stream", response.type());
        List<String> events =
                text(response).lines().filter(l -> l.startsWith("data: ")).toList();
        assertEquals(3, events.size(), events::toString);
        assertTrue(events.getFirst().contains("\"message\":\"begin\""), events::toString);
        assertTrue(events.get(1).contains("\"progressToken\":7"), events::toString);
        assertTrue(events.getLast().contains("\"done\":true"), events::toString);
    }

    /** Calls wait for their turn, and what is known at once does not. */
    @Test
    void callsAreDoneInTheirLane() throws IOException {
        HttpMessages.Lane full = work -> {
            throw new IllegalStateException("too many wait");
        };
        byte[] call =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"machine\",\"arguments\":{}}}"
                        .getBytes(StandardCharsets.UTF_8);
        assertThrows(IllegalStateException.class, () -> SERVER.answer(Map.of(), call, full));
        byte[] list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}".getBytes(StandardCharsets.UTF_8);
        assertTrue(text(SERVER.answer(Map.of(), list, full)).contains("which_model"));
        byte[] told = new String(call, StandardCharsets.UTF_8)
                .replace("\"arguments\":{}", "\"_meta\":{\"progressToken\":1}")
                .getBytes(StandardCharsets.UTF_8);
        String events = text(SERVER.answer(Map.of("accept", "text/event-stream"), told, full));
        assertTrue(events.contains("too many wait") && events.contains("\"id\":1"), events);
    }

    /** A lane that gives a call up ends its events; the call may still go on, and its answer is not written behind the end. */
    @Test
    void whatComesAfterTheEndIsNotWritten() throws IOException {
        SlowOffer slow = new SlowOffer();
        slow.go.countDown();
        List<Callable<HttpMessages.Response>> late = new ArrayList<>();
        HttpMessages.Response response = new HttpMessages(slow.offer())
                .answer(
                        Map.of("accept", "text/event-stream"),
                        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"machine\","
                                        + "\"arguments\":{},\"_meta\":{\"progressToken\":7}}}")
                                .getBytes(StandardCharsets.UTF_8),
                        work -> {
                            late.add(work);
                            throw new IllegalStateException("took too long");
                        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        response.body().write(out);
        String told = out.toString(StandardCharsets.UTF_8);
        assertTrue(told.contains("took too long"), told);
        assertThrows(IOException.class, () -> late.getFirst().call());
        assertEquals(told, out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsNoMessageIsRefused() throws IOException {
        for (String message : new String[] {"", "[]", "{", "{\"jsonrpc\":\"2.0\"", "\u0000"}) {
            HttpMessages.Response response = post(Map.of(), message);
            assertEquals(400, response.status(), message);
            assertTrue(text(response).contains("\"error\""), text(response));
        }
    }
}
