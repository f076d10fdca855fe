package dev.llmfit.mcp.protocol;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.engine.Progress;
import dev.llmfit.mcp.tools.Library;
import dev.llmfit.mcp.tools.NameCompletion;
import dev.llmfit.mcp.tools.Prompt;
import dev.llmfit.mcp.tools.Tool;
import dev.llmfit.mcp.tools.ToolAnswer;
import io.modelcontextprotocol.modern.McpException;
import io.modelcontextprotocol.modern.McpSchema;
import io.modelcontextprotocol.modern.McpSchema.CallToolOutcome;
import io.modelcontextprotocol.modern.McpSchema.CallToolRequest;
import io.modelcontextprotocol.modern.McpSchema.CallToolResult;
import io.modelcontextprotocol.modern.McpSchema.CompleteRequest;
import io.modelcontextprotocol.modern.McpSchema.CompleteResult;
import io.modelcontextprotocol.modern.McpSchema.GetPromptOutcome;
import io.modelcontextprotocol.modern.McpSchema.GetPromptResult;
import io.modelcontextprotocol.modern.McpSchema.ReadResourceOutcome;
import io.modelcontextprotocol.modern.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.modern.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.modern.server.McpRequestContext;
import io.modelcontextprotocol.modern.server.McpServer;
import io.modelcontextprotocol.modern.server.McpSyncResponse;
import io.modelcontextprotocol.modern.server.feature.McpSyncPrompt;
import io.modelcontextprotocol.modern.server.feature.McpSyncPromptRepository;
import io.modelcontextprotocol.modern.server.feature.McpSyncResource;
import io.modelcontextprotocol.modern.server.feature.McpSyncResourceRepository;
import io.modelcontextprotocol.modern.server.feature.McpSyncResourceTemplate;
import io.modelcontextprotocol.modern.server.feature.McpSyncTool;
import io.modelcontextprotocol.modern.server.feature.McpSyncToolRepository;
import io.modelcontextprotocol.modern.server.feature.PromptsFeature;
import io.modelcontextprotocol.modern.server.feature.PromptsPage;
import io.modelcontextprotocol.modern.server.feature.ResourceTemplatesPage;
import io.modelcontextprotocol.modern.server.feature.ResourcesFeature;
import io.modelcontextprotocol.modern.server.feature.ResourcesPage;
import io.modelcontextprotocol.modern.server.feature.ToolsFeature;
import io.modelcontextprotocol.modern.server.feature.ToolsPage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The versions of the protocol without sessions, where each request says all: those from 2026-07-28. */
final class RequestServer {
    /** Tools stay as they are while the program runs; a client may keep their list for an hour. */
    private static final long FRESH_MS = Duration.ofHours(1).toMillis();

    private final Offer offer;

    RequestServer(Offer offer) {
        this.offer = offer;
    }

    /** Returns a server that answers one request after another, and several at once. */
    McpServer build() {
        return McpServer.builder()
                .serverInfo(McpSchema.Implementation.builder(Offer.NAME, offer.version())
                        .build())
                .instructions(Offer.INSTRUCTIONS)
                .jsonMapper(offer.json())
                .features(List.of(
                        ToolsFeature.ofSync(
                                new Tools(), offer.json(), new TrustedSchemas(), FRESH_MS, McpSchema.CacheScope.PUBLIC),
                        ResourcesFeature.ofSync(new Resources()),
                        PromptsFeature.ofSync(new Prompts())))
                .build();
    }

    private final class Tools implements McpSyncToolRepository {
        @Override
        public ToolsPage list(McpRequestContext context, @Nullable String cursor) {
            return ToolsPage.of(
                    offer.tools().stream().map(RequestServer.this::described).toList());
        }

        @Override
        public @Nullable McpSyncTool find(McpRequestContext context, String name) {
            return offer.tools().stream()
                    .filter(t -> t.name().equals(name))
                    .findFirst()
                    .map(t -> McpSyncTool.of(described(t), (c, request) -> called(t, c, request)))
                    .orElse(null);
        }
    }

    private McpSchema.Tool described(Tool tool) {
        return McpSchema.Tool.builder(tool.name(), Trees.map(offer.json(), tool.input()))
                .title(tool.title())
                .description(tool.description())
                .outputSchema(Trees.map(offer.json(), tool.output()))
                .annotations(McpSchema.ToolAnnotations.builder()
                        .readOnlyHint(!tool.runs())
                        .build())
                .build();
    }

    private McpSyncResponse<CallToolOutcome> called(Tool tool, McpRequestContext context, CallToolRequest request) {
        if (context.progressToken() == null) {
            return McpSyncResponse.result(call(tool, request, Progress.NONE));
        }
        return McpSyncResponse.streaming(
                notifier -> call(tool, request, new Rising((what, done) -> notifier.progress(done, 1.0, what))));
    }

    private CallToolOutcome call(Tool tool, CallToolRequest request, Progress progress) {
        ToolAnswer answer = offer.calls().call(tool.name(), Trees.object(offer.json(), request.arguments()), progress);
        return CallToolResult.builder()
                .addContent(McpSchema.TextContent.builder(String.join("\n", answer.lines()))
                        .build())
                .structuredContent(Trees.map(offer.json(), answer.content()))
                .isError(answer.error())
                .build();
    }

    private final class Resources implements McpSyncResourceRepository {
        @Override
        public ResourcesPage list(McpRequestContext context, @Nullable String cursor) {
            return ResourcesPage.of(Library.shelves().stream()
                    .filter(s -> !s.isTemplate())
                    .map(s -> McpSchema.Resource.builder(s.uri(), s.name())
                            .description(s.description())
                            .mimeType(s.mimeType())
                            .build())
                    .toList());
        }

        @Override
        public ResourceTemplatesPage listTemplates(McpRequestContext context, @Nullable String cursor) {
            return ResourceTemplatesPage.of(
                    templates().map(RequestServer::template).toList());
        }

        @Override
        public @Nullable McpSyncResourceTemplate findTemplate(McpRequestContext context, String uri) {
            return templates()
                    .filter(s -> s.uri().equals(uri))
                    .findFirst()
                    .map(s -> McpSyncResourceTemplate.of(template(s))
                            .withCompletionHandler(RequestServer.this::completed))
                    .orElse(null);
        }

        @Override
        public boolean supportsCompletion() {
            return true;
        }

        @Override
        public McpSyncResource find(McpRequestContext context, String uri) {
            return McpSyncResource.of((c, request) -> McpSyncResponse.result(read(request)));
        }
    }

    private static Stream<Library.Shelf> templates() {
        return Library.shelves().stream().filter(Library.Shelf::isTemplate);
    }

    private static McpSchema.ResourceTemplate template(Library.Shelf shelf) {
        return McpSchema.ResourceTemplate.builder(shelf.uri(), shelf.name())
                .description(shelf.description())
                .mimeType(shelf.mimeType())
                .build();
    }

    private CompleteResult completed(McpRequestContext context, CompleteRequest request) {
        List<String> names = offer.names()
                .beginning(request.argument().name(), request.argument().value());
        return CompleteResult.of(new CompleteResult.Completion(
                names.stream().limit(NameCompletion.MOST).toList(), names.size(), names.size() > NameCompletion.MOST));
    }

    private ReadResourceOutcome read(ReadResourceRequest request) {
        try {
            String text = offer.library().read(request.uri());
            return ReadResourceResult.builder(List.of(new McpSchema.TextResourceContents(
                            request.uri(), Library.typeOf(request.uri()), text, null)))
                    .build();
        } catch (RefusedException e) {
            throw McpException.invalidParams(e.refusal().message());
        }
    }

    private final class Prompts implements McpSyncPromptRepository {
        @Override
        public PromptsPage list(McpRequestContext context, @Nullable String cursor) {
            return PromptsPage.of(
                    offer.prompts().stream().map(RequestServer::described).toList());
        }

        @Override
        public @Nullable McpSyncPrompt find(McpRequestContext context, String name) {
            return offer.prompts().stream()
                    .filter(p -> p.name().equals(name))
                    .findFirst()
                    .map(p -> McpSyncPrompt.of(
                                    described(p),
                                    (c, request) -> McpSyncResponse.result(filled(p, request.arguments())))
                            .withCompletionHandler(RequestServer.this::completed))
                    .orElse(null);
        }

        @Override
        public boolean supportsCompletion() {
            return true;
        }
    }

    private static McpSchema.Prompt described(Prompt prompt) {
        return new McpSchema.Prompt(
                prompt.name(),
                prompt.title(),
                prompt.description(),
                prompt.arguments().stream()
                        .map(a -> McpSchema.PromptArgument.builder(a.name())
                                .description(a.description())
                                .required(a.required())
                                .build())
                        .toList(),
                null,
                null);
    }

    private static GetPromptOutcome filled(Prompt prompt, @Nullable Map<String, String> given) {
        try {
            return GetPromptResult.builder(List.of(new McpSchema.PromptMessage(
                            McpSchema.Role.USER,
                            McpSchema.TextContent.builder(prompt.filled(given == null ? Map.of() : given))
                                    .build())))
                    .description(prompt.description())
                    .build();
        } catch (IllegalArgumentException e) {
            throw McpException.invalidParams(String.valueOf(e.getMessage()));
        }
    }
}
