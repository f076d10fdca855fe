package dev.llmfit.mcp.tools;

import dev.llmfit.json.JsonObject;
import java.util.List;

/**
 * What a tool answers: the same twice, for programs and for readers.
 *
 * @param content the answer as data
 * @param lines the answer in words, at most {@link #MOST_LINES} lines
 * @param error whether it says why there is none
 */
public record ToolAnswer(JsonObject content, List<String> lines, boolean error) {
    /** Lines that a reader of a brief answer gets at most; judgement: a screen of a chat. */
    static final int MOST_LINES = 12;

    public ToolAnswer {
        lines = lines.stream().limit(MOST_LINES).toList();
    }

    static ToolAnswer of(JsonObject content, List<String> lines) {
        return new ToolAnswer(content, lines, false);
    }
}
