package dev.llmfit.mcp.install;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonObject;
import dev.llmfit.units.Hint;
import dev.llmfit.units.WrittenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * This server in the list of a client.
 *
 * @param client the client
 * @param command the program that it starts
 * @param arguments what it is started with
 */
public record AgentSetup(AgentClient client, String command, List<String> arguments) {
    private static final String NAME = "llmfit";

    public AgentSetup {
        arguments = List.copyOf(arguments);
    }

    /** Returns what stands in the client's file, with nothing beside it. */
    public JsonObject document() {
        return with(JsonObject.builder().build());
    }

    private JsonObject with(JsonObject whole) {
        JsonObject servers = whole.get(client.list())
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .orElse(JsonObject.builder().build());
        JsonObject.Builder entry = JsonObject.builder();
        if (client == AgentClient.VSCODE) {
            entry.put("type", "stdio");
        }
        entry.put("command", command).put("args", arguments);
        JsonObject with = servers.toBuilder().replace(NAME, entry.build()).build();
        return whole.toBuilder().replace(client.list(), with).build();
    }

    /**
     * Writes it into the client's file; what else stands there stays.
     *
     * @return whether the file is another than before
     * @throws IOException if the file cannot be read or written
     * @throws RefusedException if what stands there is no JSON object, for example because it has comments: it is left as it is
     */
    public boolean write(Path file) throws IOException {
        Optional<String> before = Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        JsonObject whole = before.filter(text -> !text.isBlank())
                .map(text -> object(file, text))
                .orElse(JsonObject.builder().build());
        JsonObject after = with(whole);
        if (before.isPresent() && after.equals(whole)) {
            return false;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        WrittenFile.write(file, Json.pretty(after) + "\n");
        return true;
    }

    private JsonObject object(Path file, String text) {
        try {
            if (Json.parse(text) instanceof JsonObject object) {
                return object;
            }
        } catch (JsonException e) {
            throw refused(file, e);
        }
        throw refused(file, null);
    }

    private RefusedException refused(Path file, @Nullable Exception cause) {
        Refusal refusal = new Refusal(
                Refusal.Kind.BAD_QUESTION,
                "settings",
                file + " of " + client.title() + " is no plain JSON object, and is left as it is.",
                Hint.plain("put the printed lines into it by hand"));
        return cause == null ? new RefusedException(refusal) : new RefusedException(refusal, cause);
    }
}
