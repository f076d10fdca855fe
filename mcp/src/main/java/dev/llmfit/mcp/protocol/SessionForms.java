package dev.llmfit.mcp.protocol;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.engine.Progress;
import dev.llmfit.mcp.tools.Library;
import dev.llmfit.mcp.tools.NameCompletion;
import dev.llmfit.mcp.tools.Prompt;
import dev.llmfit.mcp.tools.Tool;
import dev.llmfit.mcp.tools.ToolAnswer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncCompletionSpecification;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest;
import io.modelcontextprotocol.spec.McpSchema.CompleteResult;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import io.modelcontextprotocol.spec.McpSchema.GetPromptResult;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is offered, as the versions up to 2025-11-25 write it. */
final class SessionForms {
    private final Offer offer;

    SessionForms(Offer offer) {
        this.offer = offer;
    }

    /** Returns what the server can do. */
    static McpSchema.ServerCapabilities capabilities() {
        return McpSchema.ServerCapabilities.builder()
                .tools(false)
                .resources(false, false)
                .prompts(false)
                .completions()
                .build();
    }

    McpSchema.Tool tool(Tool tool) {
        return McpSchema.Tool.builder(tool.name(), Trees.map(offer.json(), tool.input()))
                .title(tool.title())
                .description(tool.description())
                .outputSchema(Trees.map(offer.json(), tool.output()))
                .annotations(McpSchema.ToolAnnotations.builder()
                        .readOnlyHint(!tool.runs())
                        .build())
                .build();
    }

    CallToolResult call(Tool tool, CallToolRequest request, Progress progress) {
        ToolAnswer answer = offer.calls().call(tool.name(), Trees.object(offer.json(), request.arguments()), progress);
        return CallToolResult.builder()
                .textContent(List.of(String.join("\n", answer.lines())))
                .structuredContent(Trees.map(offer.json(), answer.content()))
                .isError(answer.error())
                .build();
    }

    static McpSchema.Resource resource(Library.Shelf shelf) {
        return McpSchema.Resource.builder(shelf.uri(), shelf.name())
                .description(shelf.description())
                .mimeType(shelf.mimeType())
                .build();
    }

    static McpSchema.ResourceTemplate template(Library.Shelf shelf) {
        return McpSchema.ResourceTemplate.builder(shelf.uri(), shelf.name())
                .description(shelf.description())
                .mimeType(shelf.mimeType())
                .build();
    }

    ReadResourceResult read(ReadResourceRequest request) {
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

    /** Returns the completion of everything with arguments. */
    List<SyncCompletionSpecification> completions() {
        return Stream.concat(
                        Library.shelves().stream()
                                .filter(Library.Shelf::isTemplate)
                                .map(s -> new McpSchema.ResourceReference(s.uri())),
                        offer.prompts().stream().map(p -> new McpSchema.PromptReference(p.name())))
                .map(reference ->
                        new SyncCompletionSpecification(reference, (context, request) -> completed(request.argument())))
                .toList();
    }

    private CompleteResult completed(CompleteRequest.CompleteArgument argument) {
        List<String> names = offer.names().beginning(argument.name(), argument.value());
        return new CompleteResult(new CompleteResult.CompleteCompletion(
                names.stream().limit(NameCompletion.MOST).toList(), names.size(), names.size() > NameCompletion.MOST));
    }

    static McpSchema.Prompt prompt(Prompt prompt) {
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

    static GetPromptResult filled(Prompt prompt, GetPromptRequest request) {
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
    }
}
