package dev.llmfit.mcp.protocol;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.modern.JsonRpc;
import io.modelcontextprotocol.modern.JsonRpc.JSONRPCMessage;
import io.modelcontextprotocol.modern.JsonRpc.JSONRPCRequest;
import io.modelcontextprotocol.modern.JsonRpc.JSONRPCResponse;
import io.modelcontextprotocol.modern.McpSchema.ErrorCodes;
import io.modelcontextprotocol.modern.server.McpServer;
import io.modelcontextprotocol.modern.server.McpTransportResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** The versions of the protocol from 2026-07-28 on: each request says all. */
final class NewerDialect implements Dialect {
    private final McpJsonMapper json;
    private final McpServer server;

    NewerDialect(Offer offer) {
        this.json = offer.json();
        this.server = new RequestServer(offer).build();
    }

    @Override
    public AnswerLine answer(Heard request, McpTransportContext context, Telling telling) throws IOException {
        if (!(JsonRpc.deserializeMessage(json, request.text()) instanceof JSONRPCRequest message)) {
            return new MessageFault(ErrorCodes.INVALID_REQUEST, "this is no request")
                    .to(request.id())
                    .answer();
        }
        McpTransportResponse response =
                Objects.requireNonNull(server.handleBlocking(context, message).block());
        return switch (response) {
            case McpTransportResponse.Result result -> answer(result.response());
            case McpTransportResponse.Error failed -> answer(failed.response());
            case McpTransportResponse.Streaming streaming -> streamed(streaming, telling);
            default -> throw new IllegalStateException("an answer of another kind: " + response.getClass());
        };
    }

    /** The last message is the answer; those before it tell how it goes, while it goes. */
    private AnswerLine streamed(McpTransportResponse.Streaming streaming, Telling telling) throws IOException {
        AtomicReference<JSONRPCResponse> last = new AtomicReference<>();
        try {
            streaming.messages().doOnNext(m -> next(m, telling, last)).blockLast();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return answer(Objects.requireNonNull(last.get()));
    }

    private void next(JSONRPCMessage message, Telling telling, AtomicReference<JSONRPCResponse> last) {
        if (message instanceof JSONRPCResponse response) {
            last.set(response);
            return;
        }
        try {
            telling.tell(json.writeValueAsString(message));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AnswerLine answer(JSONRPCResponse response) throws IOException {
        return new AnswerLine(
                json.writeValueAsString(response),
                response.error() == null ? 0 : response.error().code());
    }
}
