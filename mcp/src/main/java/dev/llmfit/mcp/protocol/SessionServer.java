package dev.llmfit.mcp.protocol;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.engine.Progress;
import dev.llmfit.mcp.tools.Library;
import dev.llmfit.mcp.tools.Prompt;
import dev.llmfit.mcp.tools.Tool;
import dev.llmfit.mcp.tools.ToolAnswer;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import io.modelcontextprotocol.spec.McpSchema.GetPromptResult;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** The versions of the protocol that open a session: those up to 2025-11-25. */
final class SessionServer {
    private final Offer offer;

    SessionServer(Offer offer) {
        this.offer = offer;
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
                .capabilities(McpSchema.ServerCapabilities.builder()
                        .tools(false)
                        .resources(false, false)
                        .prompts(false)
                        .build())
                .tools(offer.toolbox().tools().stream().map(this::tool).toList())
                .resources(Library.shelves().stream()
                        .filter(s -> !s.isTemplate())
                        .map(s -> new SyncResourceSpecification(resource(s), this::read))
                        .toList())
                .resourceTemplates(Library.shelves().stream()
                        .filter(Library.Shelf::isTemplate)
                        .map(s -> new SyncResourceTemplateSpecification(template(s), this::read))
                        .toList())
                .prompts(Prompt.all().stream()
                        .map(p -> new SyncPromptSpecification(prompt(p), filler(p)))
                        .toList())
                .build();
    }

    private SyncToolSpecification tool(Tool tool) {
        McpSchema.Tool described = McpSchema.Tool.builder(tool.name(), Trees.map(offer.json(), tool.input()))
                .title(tool.title())
                .description(tool.description())
                .outputSchema(Trees.map(offer.json(), tool.output()))
                .annotations(McpSchema.ToolAnnotations.builder()
                        .readOnlyHint(!tool.runs())
                        .build())
                .build();
        return new SyncToolSpecification(described, (exchange, request) -> call(tool, exchange, request));
    }

    private CallToolResult call(Tool tool, McpSyncServerExchange exchange, CallToolRequest request) {
        ToolAnswer answer = offer.toolbox()
                .call(tool.name(), Trees.object(offer.json(), request.arguments()), progress(exchange, request));
        return CallToolResult.builder()
                .textContent(List.of(String.join("\n", answer.lines())))
                .structuredContent(Trees.map(offer.json(), answer.content()))
                .isError(answer.error())
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

    private static McpSchema.Resource resource(Library.Shelf shelf) {
        return McpSchema.Resource.builder(shelf.uri(), shelf.name())
                .description(shelf.description())
                .mimeType(shelf.mimeType())
                .build();
    }

    private static McpSchema.ResourceTemplate template(Library.Shelf shelf) {
        return McpSchema.ResourceTemplate.builder(shelf.uri(), shelf.name())
                .description(shelf.description())
                .mimeType(shelf.mimeType())
                .build();
    }

    private ReadResourceResult read(McpSyncServerExchange exchange, ReadResourceRequest request) {
        try {
            String type = Library.typeOf(request.uri());
            String text = offer.library().read(request.uri());
            return ReadResourceResult.builder(List.of(McpSchema.TextResourceContents.builder(request.uri(), text)
                            .mimeType(type)
                            .build()))
                    .build();
        } catch (RefusedException e) {
            throw McpError.builder(ErrorCodes.RESOURCE_NOT_FOUND)
                    .message(e.refusal().message())
                    .build();
        }
    }

    private static McpSchema.Prompt prompt(Prompt prompt) {
        return McpSchema.Prompt.builder(prompt.name())
                .title(prompt.title())
                .description(prompt.description())
                .arguments(prompt.arguments().stream()
                        .map(a -> McpSchema.PromptArgument.builder(a.name())
                                .description(a.description())
                                .required(a.required())
                                .build())
                        .toList())
                .build();
    }

    private static BiFunction<McpSyncServerExchange, GetPromptRequest, GetPromptResult> filler(Prompt prompt) {
        return (exchange, request) -> {
            Map<String, Object> given = request.arguments() == null ? Map.of() : request.arguments();
            try {
                McpSchema.TextContent text =
                        McpSchema.TextContent.builder(prompt.filled(given)).build();
                return GetPromptResult.builder(List.of(McpSchema.PromptMessage.builder(McpSchema.Role.USER, text)
                                .build()))
                        .description(prompt.description())
                        .build();
            } catch (IllegalArgumentException e) {
                throw McpError.builder(ErrorCodes.INVALID_PARAMS)
                        .message(String.valueOf(e.getMessage()))
                        .build();
            }
        };
    }
}
