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
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The versions up to 2025-11-25 where each message comes by itself, over HTTP: no session is kept. */
final class PostedServer {
    private static final McpTransportContext NOBODY = McpTransportContext.create(Map.of());

    private final McpStatelessServerHandler handler;

    PostedServer(Offer offer) {
        SessionForms forms = new SessionForms(offer);
        Transport transport = new Transport();
        McpServer.sync(transport)
                .jsonMapper(offer.json())
                .validateToolInputs(false)
                .jsonSchemaValidator(new TrustedSchemas())
                .serverInfo(Offer.NAME, offer.version())
                .instructions(Offer.INSTRUCTIONS)
                .capabilities(SessionForms.capabilities())
                .tools(offer.toolbox().tools().stream()
                        .map(t -> new SyncToolSpecification(
                                forms.tool(t), (context, request) -> forms.call(t, request, Progress.NONE)))
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
                .build();
        this.handler = Objects.requireNonNull(transport.handler);
    }

    JSONRPCResponse answer(JSONRPCRequest request) {
        return Objects.requireNonNull(handler.handleRequest(NOBODY, request).block());
    }

    void hear(JSONRPCNotification notification) {
        handler.handleNotification(NOBODY, notification).block();
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
