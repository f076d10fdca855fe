package dev.llmfit.mcp.protocol;

import dev.llmfit.answers.Workbench;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.mcp.tools.Doc;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.modern.JsonRpc;
import io.modelcontextprotocol.modern.JsonRpc.JSONRPCMessage;
import io.modelcontextprotocol.modern.JsonRpc.JSONRPCNotification;
import io.modelcontextprotocol.modern.JsonRpc.JSONRPCRequest;
import io.modelcontextprotocol.modern.McpSchema.ErrorCodes;
import io.modelcontextprotocol.modern.server.McpHeaders;
import io.modelcontextprotocol.modern.server.McpServer;
import io.modelcontextprotocol.modern.server.McpTransportResponse;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Answers messages that came by HTTP, each by itself: streamable HTTP without sessions. Messages that name their version are of
 * 2026-07-28 or later, the others are older.
 */
public final class HttpMessages {
    private static final String VERSION = "io.modelcontextprotocol/protocolVersion";
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";

    private final Offer offer;
    private final McpServer server;
    private final PostedServer older;

    /**
     * Creates it.
     *
     * @param bench what answers
     * @param mayRun whether engines may be run
     * @param version version of the program
     */
    public HttpMessages(Workbench bench, boolean mayRun, String version) {
        this.offer = Offer.of(bench, mayRun, version);
        this.server = new RequestServer(offer).build();
        this.older = new PostedServer(offer);
    }

    /**
     * A response.
     *
     * @param status its code
     * @param type type of what is sent; empty where nothing is
     * @param body writes it
     */
    public record Response(int status, String type, Body body) {}

    /** Writes the body of a response. */
    @FunctionalInterface
    public interface Body {
        /** Writes it, bit by bit where a call tells its progress. */
        void write(OutputStream out) throws IOException;
    }

    /**
     * Answers what was posted.
     *
     * @param headers headers of the request, by their names in lower case
     * @param posted the body of the request
     */
    public Response answer(Map<String, String> headers, byte[] posted) {
        String text = new String(posted, StandardCharsets.UTF_8);
        try {
            if (!(Json.parse(text) instanceof JsonObject message)) {
                return error(ErrorCodes.INVALID_REQUEST, "one message is expected, a JSON object");
            }
            Optional<String> version = Doc.text(message, "params", "_meta", VERSION);
            if (version.isEmpty()) {
                return older(text);
            }
            Optional<String> wrong = wrongHeader(headers, message, version.get());
            return wrong.isPresent() ? error(ErrorCodes.HEADER_MISMATCH, wrong.get()) : newer(headers, text);
        } catch (JsonException | IOException e) {
            return error(ErrorCodes.PARSE_ERROR, "this is no message of the protocol: " + e.getMessage());
        }
    }

    /** Headers say again what stands in the message, so that a proxy need not read it; both must say the same. */
    private static Optional<String> wrongHeader(Map<String, String> headers, JsonObject message, String version) {
        String method = Doc.text(message, "method").orElse("");
        Optional<String> name = Doc.text(message, "params", "name").or(() -> Doc.text(message, "params", "uri"));
        if (!version.equals(headers.get("mcp-protocol-version"))) {
            return Optional.of("MCP-Protocol-Version is not the version of the message");
        }
        if (!method.equals(headers.get("mcp-method"))) {
            return Optional.of("Mcp-Method is not the method of the message");
        }
        boolean named = method.equals("tools/call") || method.equals("resources/read") || method.equals("prompts/get");
        return named && !name.orElse("").equals(headers.get("mcp-name"))
                ? Optional.of("Mcp-Name is not the name of the message")
                : Optional.empty();
    }

    private Response newer(Map<String, String> headers, String text) throws IOException {
        JSONRPCMessage message = JsonRpc.deserializeMessage(offer.json(), text);
        McpHeaders.Builder mirrored = McpHeaders.builder();
        headers.forEach(mirrored::header);
        McpTransportContext context =
                McpTransportContext.create(Map.of(McpHeaders.TRANSPORT_CONTEXT_KEY, mirrored.build()));
        if (message instanceof JSONRPCNotification notification) {
            server.handleNotification(context, notification).block();
            return accepted();
        }
        if (!(message instanceof JSONRPCRequest request)) {
            return error(ErrorCodes.INVALID_REQUEST, "requests and notifications are answered");
        }
        McpTransportResponse response =
                Objects.requireNonNull(server.handleBlocking(context, request).block());
        return switch (response) {
            case McpTransportResponse.Result result -> json(200, result.response());
            case McpTransportResponse.Error failed -> json(400, failed.response());
            case McpTransportResponse.Streaming streaming ->
                new Response(200, EVENTS, out -> {
                    for (JSONRPCMessage each : streaming.messages().toIterable()) {
                        event(out, each);
                    }
                });
            default -> throw new IllegalStateException("an answer of another kind: " + response.getClass());
        };
    }

    private void event(OutputStream out, JSONRPCMessage message) throws IOException {
        out.write(("event: message\ndata: " + offer.json().writeValueAsString(message) + "\n\n")
                .getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private Response older(String text) throws IOException {
        McpSchema.JSONRPCMessage message = McpSchema.deserializeJsonRpcMessage(offer.json(), text);
        if (message instanceof McpSchema.JSONRPCRequest request) {
            return json(200, older.answer(request));
        }
        if (message instanceof McpSchema.JSONRPCNotification notification) {
            older.hear(notification);
        }
        return accepted();
    }

    private static Response accepted() {
        return new Response(202, "", out -> {});
    }

    private Response json(int status, Object message) throws IOException {
        byte[] bytes = offer.json().writeValueAsBytes(message);
        return new Response(status, JSON, out -> out.write(bytes));
    }

    private static Response error(int code, String sentence) {
        JsonObject error =
                JsonObject.builder().put("code", code).put("message", sentence).build();
        byte[] bytes = Json.compact(JsonObject.builder()
                        .put("jsonrpc", "2.0")
                        .put("id", JsonValue.of(null))
                        .put("error", error)
                        .build())
                .getBytes(StandardCharsets.UTF_8);
        return new Response(400, JSON, out -> out.write(bytes));
    }
}
