package dev.llmfit.engine.line;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the body of a request to Ollama or to a server with OpenAI's interface. */
final class RequestBody {
    private static final Set<String> DATA =
            Set.of("-d", "--data", "--data-raw", "--data-binary", "--json", "-Body", "--data-ascii");

    /** The port of LM Studio's server, and the context that it loads a model with. */
    private static final String LM_STUDIO_PORT = ":1234";

    private RequestBody() {}

    /** Reads a text; empty if it is no request. */
    static Optional<PastedLine> read(String text, OwnOptions own) {
        String stripped = text.strip();
        return stripped.startsWith("{") && stripped.endsWith("}")
                ? Optional.of(of(stripped, "", own))
                : Optional.empty();
    }

    /**
     * Reads a command that sends one.
     *
     * @throws LineException if it sends none
     */
    static PastedLine ofCommand(List<String> words, OwnOptions own) {
        String body = "";
        String address = "";
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            if (DATA.contains(word) && i + 1 < words.size()) {
                body = words.get(i + 1);
            } else if (equals > 0 && DATA.contains(word.substring(0, equals))) {
                body = word.substring(equals + 1);
            } else if (word.contains("://") || word.contains("localhost") || word.contains("127.0.0.1")) {
                address = word;
            }
        }
        if (!body.strip().startsWith("{")) {
            throw new LineException(
                    "The request of the line names no model.",
                    "it stands in the body: -d '{\"model\":\"llama3.1:8b\"}'");
        }
        return of(body, address, own);
    }

    private static PastedLine of(String body, String address, OwnOptions own) {
        JsonObject request;
        try {
            if (!(Json.parse(body) instanceof JsonObject object)) {
                throw new LineException("The request is no JSON object.", "it begins with {");
            }
            request = object;
        } catch (JsonException e) {
            throw new LineException(
                    "The request is no JSON: " + e.getMessage() + ".", "paste all of it in single quotes");
        }
        String model = text(request, "model")
                .or(() -> text(request, "name"))
                .orElseThrow(() -> new LineException("The request names no model.", "it has a field \"model\""));
        Map<String, String> parameters = new LinkedHashMap<>();
        Optional<JsonObject> options = object(request, "options");
        options.ifPresent(o -> o.members().forEach((key, value) -> parameters.put(key, plain(value))));
        boolean ollama = options.isPresent()
                || address.contains("/api/")
                || address.contains(":11434")
                || (address.isEmpty() && model.indexOf('/') < 0 && model.indexOf(':') > 0);
        if (ollama) {
            return OllamaCommand.of(model, parameters, new LineArguments(LineProgram.OLLAMA, own));
        }
        LineArguments line = new LineArguments(LineProgram.REQUEST, own);
        line.add("--model", model);
        if (address.contains(LM_STUDIO_PORT)) {
            line.add("-c", StoreLine.LM_STUDIO_CONTEXT);
            line.note("LM Studio loads a model with " + StoreLine.LM_STUDIO_CONTEXT
                    + " tokens unless its settings say more.");
        } else {
            line.note(
                    "The request does not tell how its server was started: one slot with the trained context is answered.");
        }
        return line.finished();
    }

    private static Optional<String> text(JsonObject request, String key) {
        return Optional.ofNullable(request.members().get(key))
                .map(RequestBody::plain)
                .filter(t -> !t.isBlank());
    }

    private static Optional<JsonObject> object(JsonObject request, String key) {
        return request.members().get(key) instanceof JsonObject o ? Optional.of(o) : Optional.empty();
    }

    private static String plain(JsonValue value) {
        return value instanceof JsonString s ? s.value() : Json.compact(value);
    }
}
