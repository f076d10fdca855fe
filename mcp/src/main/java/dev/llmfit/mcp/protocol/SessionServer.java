package dev.llmfit.mcp.protocol;

import dev.llmfit.engine.Progress;
import dev.llmfit.mcp.tools.Library;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpServerTransportProvider;

/** The versions of the protocol that open a session: those up to 2025-11-25. */
final class SessionServer {
    private final Offer offer;
    private final SessionForms forms;

    SessionServer(Offer offer) {
        this.offer = offer;
        this.forms = new SessionForms(offer);
    }

    /** Starts a server over a transport. */
    McpSyncServer start(McpServerTransportProvider transport) {
        return McpServer.sync(transport)
                .jsonMapper(offer.json())
                // Arguments are read by the questions themselves, whose refusals name what may be meant.
                .validateToolInputs(false)
                .jsonSchemaValidator(new TrustedSchemas())
                .serverInfo(Offer.NAME, offer.version())
                .instructions(Offer.INSTRUCTIONS)
                .capabilities(SessionForms.capabilities())
                .tools(offer.toolbox().tools().stream()
                        .map(t -> new SyncToolSpecification(
                                forms.tool(t),
                                (exchange, request) -> forms.call(t, request, progress(exchange, request))))
                        .toList())
                .resources(Library.shelves().stream()
                        .filter(s -> !s.isTemplate())
                        .map(s -> new SyncResourceSpecification(
                                SessionForms.resource(s), (exchange, request) -> forms.read(request)))
                        .toList())
                .resourceTemplates(Library.shelves().stream()
                        .filter(Library.Shelf::isTemplate)
                        .map(s -> new SyncResourceTemplateSpecification(
                                SessionForms.template(s), (exchange, request) -> forms.read(request)))
                        .toList())
                .prompts(offer.prompts().stream()
                        .map(p -> new SyncPromptSpecification(
                                SessionForms.prompt(p), (exchange, request) -> SessionForms.filled(p, request)))
                        .toList())
                .build();
    }

    private static Progress progress(McpSyncServerExchange exchange, CallToolRequest request) {
        Object token = request.meta() == null ? null : request.meta().get("progressToken");
        return token == null
                ? Progress.NONE
                : (what, done) -> exchange.progressNotification(McpSchema.ProgressNotification.builder(token, done)
                        .total(1.0)
                        .message(what)
                        .build());
    }
}
