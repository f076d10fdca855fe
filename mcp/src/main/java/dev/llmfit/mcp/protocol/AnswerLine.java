package dev.llmfit.mcp.protocol;

/**
 * An answer as it is sent.
 *
 * @param text the message, on one line
 * @param error code of JSON-RPC if there is none to the question itself, otherwise 0
 */
record AnswerLine(String text, int error) {}
