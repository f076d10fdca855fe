package dev.llmfit.mcp.protocol;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonNumber;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;
import dev.llmfit.mcp.tools.Doc;
import io.modelcontextprotocol.modern.McpSchema.ErrorCodes;
import java.util.Optional;

/**
 * A message that came.
 *
 * @param text as it was sent
 * @param object what it says
 */
record Heard(String text, JsonObject object) {
    private static final String VERSION = "io.modelcontextprotocol/protocolVersion";

    /**
     * Reads a message.
     *
     * @throws MessageFault if it is none
     */
    static Heard of(String text) throws MessageFault {
        JsonValue value;
        try {
            value = Json.parse(text);
        } catch (JsonException e) {
            throw new MessageFault(ErrorCodes.PARSE_ERROR, "this is no JSON: " + e.getMessage());
        }
        if (!(value instanceof JsonObject object)) {
            throw new MessageFault(ErrorCodes.INVALID_REQUEST, "one message is expected, a JSON object");
        }
        Heard heard = new Heard(text, object);
        Optional<JsonValue> id = object.get("id");
        if (id.isPresent() && !(id.get() instanceof JsonString) && !(id.get() instanceof JsonNumber)) {
            throw new MessageFault(ErrorCodes.INVALID_REQUEST, "'id' is a text or a number");
        }
        if (Doc.text(object, "jsonrpc").filter("2.0"::equals).isEmpty()) {
            throw new MessageFault(ErrorCodes.INVALID_REQUEST, "'jsonrpc' is \"2.0\"").to(id);
        }
        if (heard.method().isEmpty() && !heard.answers()) {
            throw new MessageFault(ErrorCodes.INVALID_REQUEST, "'method' is missing").to(id);
        }
        return heard;
    }

    /** Returns what it asks for; empty if it is an answer. */
    String method() {
        return Doc.text(object, "method").orElse("");
    }

    /** Returns what its answer must name; empty if none is expected. */
    Optional<JsonValue> id() {
        return object.get("id");
    }

    /** Returns whether it is an answer itself; this program asks its clients nothing. */
    boolean answers() {
        return object.get("result").isPresent() || object.get("error").isPresent();
    }

    /** Returns the version of the protocol that it names; messages of versions with sessions name none. */
    Optional<String> version() {
        return Doc.text(object, "params", "_meta", VERSION);
    }

    /** Returns whether its sender wants to hear how it goes. */
    boolean wantsProgress() {
        return Doc.at(object, "params", "_meta", "progressToken").isPresent();
    }

    /** Returns whether an answer may take a while: the others are known at once. */
    boolean mayTakeLong() {
        return method().equals("tools/call") || method().equals("resources/read");
    }
}
