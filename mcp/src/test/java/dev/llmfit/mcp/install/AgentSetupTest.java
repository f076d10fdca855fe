package dev.llmfit.mcp.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentSetupTest {
    private static final AgentSetup CURSOR = new AgentSetup(AgentClient.CURSOR, "/opt/llmfit/llmfit", List.of("mcp"));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theDocumentIsWhatTheClientReads() {
        assertEquals(
                "{\"mcpServers\":{\"llmfit\":{\"command\":\"/opt/llmfit/llmfit\",\"args\":[\"mcp\"]}}}",
                Json.compact(CURSOR.document()));
        AgentSetup code = new AgentSetup(AgentClient.VSCODE, "llmfit", List.of("mcp", "--allow-run"));
        assertEquals(
                "{\"servers\":{\"llmfit\":{\"type\":\"stdio\",\"command\":\"llmfit\",\"args\":[\"mcp\",\"--allow-run\"]}}}",
                Json.compact(code.document()));
    }

    @Test
    void whatStandsThereStays() throws IOException {
        Path file = folder.resolve("new/mcp.json");
        assertTrue(CURSOR.write(file));
        Files.writeString(
                file,
                "{\"theme\":\"dark\",\"mcpServers\":{\"other\":{\"command\":\"x\"},\"llmfit\":{\"command\":\"old\"}}}");
        assertTrue(CURSOR.write(file));
        JsonObject after = (JsonObject) Json.parse(Files.readString(file));
        assertEquals(
                "{\"theme\":\"dark\",\"mcpServers\":{\"other\":{\"command\":\"x\"},"
                        + "\"llmfit\":{\"command\":\"/opt/llmfit/llmfit\",\"args\":[\"mcp\"]}}}",
                Json.compact(after));
        assertFalse(CURSOR.write(file), "nothing changes the second time");
    }

    @Test
    void aFileThatIsNoPlainJsonIsLeft() throws IOException {
        Path file = folder.resolve("mcp.json");
        Files.writeString(file, "{ // mine\n}");
        RefusedException refused = assertThrows(RefusedException.class, () -> CURSOR.write(file));
        assertTrue(
                refused.refusal().message().contains("left as it is"),
                refused.refusal().message());
        assertEquals("{ // mine\n}", Files.readString(file));
    }
}
