package dev.llmfit.mcp.tools;

import dev.llmfit.engine.Progress;
import dev.llmfit.json.JsonObject;

/** Answers calls of tools; safe for use by several threads. */
@FunctionalInterface
public interface ToolCalls {
    /** Answers a call; what cannot be answered is an answer that says why and what to call instead. */
    ToolAnswer call(String name, JsonObject arguments, Progress progress);
}
