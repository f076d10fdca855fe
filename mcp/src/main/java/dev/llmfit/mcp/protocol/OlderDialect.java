package dev.llmfit.mcp.protocol;

import dev.llmfit.engine.Progress;
import dev.llmfit.mcp.tools.Library;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The versions of the protocol up to 2025-11-25. A session of theirs holds nothing that this program needs, so none is kept: each
 * message is answered by itself.
 */
final class OlderDialect implements Dialect {
    /** Under which a call's context has what hears how it goes. */
    private static final String TELLING = "telling";

    private final Offer offer;
    private final McpStatelessServerHandler handler;

    OlderDialect(Offer offer) {
        this.offer = offer;
        SessionForms forms = new SessionForms(offer);
        Transport transport = new Transport();
        McpServer.sync(transport)
                .jsonMapper(offer.json())
                // Whoever asks waits in a thread of its own, which a cancelled request is interrupted in.
                .immediateExecution(true)
                // Arguments are read by the questions themselves, whose refusals name what may be meant.
                .validateToolInputs(false)
                .jsonSchemaValidator(new TrustedSchemas())
                .serverInfo(Offer.NAME, offer.version())
                .instructions(Offer.INSTRUCTIONS)
                .capabilities(SessionForms.capabilities())
                .tools(offer.tools().stream()
                        .map(t -> new SyncToolSpecification(
                                forms.tool(t),
                                (context, request) -> forms.call(t, request, progress(context, request))))
                        .toList())
                .resources(Library.shelves().stream()
                        .filter(s -> !s.isTemplate())
                        .map(s -> new SyncResourceSpecification(
                                SessionForms.resource(s), (context, request) -> forms.read(request)))
                        .toList())
                .resourceTemplates(Library.shelves().stream()
                        .filter(Library.Shelf::isTemplate)
                        .map(s -> new SyncResourceTemplateSpecification(
                                SessionForms.template(s), (context, request) -> forms.read(request)))
                        .toList())
                .prompts(offer.prompts().stream()
                        .map(p -> new SyncPromptSpecification(
                                SessionForms.prompt(p), (context, request) -> SessionForms.filled(p, request)))
                        .toList())
                .completions(forms.completions())
                .build();
        this.handler = Objects.requireNonNull(transport.handler);
    }

    private Progress progress(McpTransportContext context, CallToolRequest request) {
        Object token = request.meta() == null ? null : request.meta().get("progressToken");
        if (token == null || !(context.get(TELLING) instanceof Telling telling)) {
            return Progress.NONE;
        }
        return new Rising((what, done) -> {
            McpSchema.ProgressNotification told = McpSchema.ProgressNotification.builder(token, done)
                    .total(1.0)
                    .message(what)
                    .build();
            try {
                telling.tell(offer.json()
                        .writeValueAsString(new JSONRPCNotification(McpSchema.METHOD_NOTIFICATION_PROGRESS, told)));
            } catch (IOException e) {
                throw new UncheckedIOException(e); // nobody hears the answer either: the call ends
            }
        });
    }

    @Override
    public AnswerLine answer(Heard request, McpTransportContext context, Telling telling) throws IOException {
        JSONRPCRequest message = (JSONRPCRequest) McpSchema.deserializeJsonRpcMessage(offer.json(), request.text());
        JSONRPCResponse response =
                Objects.requireNonNull(handler.handleRequest(context.putAll(Map.of(TELLING, telling)), message)
                        .block());
        return new AnswerLine(
                offer.json().writeValueAsString(response),
                response.error() == null ? 0 : response.error().code());
    }

    /** Takes what the SDK answers with; messages come by {@link #answer}. */
    private static final class Transport implements McpStatelessServerTransport {
        private @Nullable McpStatelessServerHandler handler;

        @Override
        public void setMcpHandler(McpStatelessServerHandler answering) {
            handler = answering;
        }

        @Override
        public Mono<Void> closeGracefully() {
            return Mono.empty();
        }
    }
}
