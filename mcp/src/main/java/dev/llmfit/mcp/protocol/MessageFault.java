package dev.llmfit.mcp.protocol;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import io.modelcontextprotocol.modern.McpSchema.ErrorCodes;
import java.io.IOException;
import java.util.Optional;

/** Says that a message is none, and why. */
final class MessageFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;
    private transient JsonValue id = JsonValue.of(null);

    /**
     * Creates a fault.
     *
     * @param code code of JSON-RPC
     * @param sentence what is wrong, without a full stop
     */
    MessageFault(int code, String sentence) {
        super(sentence);
        this.code = code;
    }

    /** Returns what is wrong with a message that the protocol's own reader does not take. */
    static MessageFault unread(Heard heard, IOException why) {
        return new MessageFault(ErrorCodes.INVALID_REQUEST, "this is no message of the protocol: " + why.getMessage())
                .to(heard.id());
    }

    /** Names the message that is meant, where that could be read. */
    MessageFault to(Optional<JsonValue> message) {
        message.ifPresent(m -> id = m);
        return this;
    }

    /** Returns the answer to it. */
    AnswerLine answer() {
        JsonObject error = JsonObject.builder()
                .put("code", code)
                .put("message", String.valueOf(getMessage()))
                .build();
        return new AnswerLine(
                Json.compact(JsonObject.builder()
                        .put("jsonrpc", "2.0")
                        .put("id", id)
                        .put("error", error)
                        .build()),
                code);
    }
}
