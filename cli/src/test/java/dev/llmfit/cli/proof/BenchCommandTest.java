package dev.llmfit.cli.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.CommandRunner;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.fixtures.FakeOpenAiServer;
import dev.llmfit.fixtures.FakeOpenAiServer.Report;
import dev.llmfit.fixtures.ServerFault;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench} against a server, under load, and the files it writes. */
class BenchCommandTest {
    private static final Path SCHEMAS = Path.of("..", "docs", "schema");
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @TempDir
    private Path folder;

    @Test
    void measuresTheOnlyModelOfAServerAndSharesIt() throws IOException {
        try (FakeOpenAiServer server = new FakeOpenAiServer(ServerFault.NONE, Report.TIMINGS, 0.001)) {
            Path shared = folder.resolve("shared.json");
            String out = json(
                    "bench",
                    0,
                    "bench",
                    "--server",
                    server.address(),
                    "-p",
                    "200",
                    "-n",
                    "20",
                    "-r",
                    "2",
                    "--no-store",
                    "--share",
                    shared.toString());
            JsonValue document = Json.parse(out);
            assertEquals(
                    "qwen3-4b",
                    document.get("model").orElseThrow().string("name").orElseThrow());
            assertEquals(2, document.get("results").orElseThrow().items().size());
            assertEquals(1, Files.readAllLines(shared).size());
            assertTrue(!Files.readString(shared).contains("127.0.0.1"), "no address is shared");
            JsonValue taken = Json.parse(json("bench-transfer", 0, "bench", "--import", shared.toString()));
            assertEquals(0, taken.get("refused").orElseThrow().items().size());
            Path exported = folder.resolve("exported.jsonl");
            JsonValue written = Json.parse(json("bench-transfer", 0, "bench", "--export", exported.toString()));
            assertEquals(
                    written.integer("written").orElseThrow(),
                    Files.readAllLines(exported).size());
        }
    }

    @Test
    void loadsAServer() throws IOException {
        try (FakeOpenAiServer server = new FakeOpenAiServer(ServerFault.REFUSES, Report.TIMINGS, 0.001)) {
            server.misbehaveAfter(8);
            Path shared = folder.resolve("load.json");
            String out = json(
                    "load",
                    0,
                    "bench",
                    "--server",
                    server.address(),
                    "--concurrency",
                    "4",
                    "--requests",
                    "9",
                    "-n",
                    "8",
                    "--no-store",
                    "--share",
                    shared.toString());
            JsonValue document = Json.parse(out);
            assertEquals(7, document.integer("completed").orElseThrow());
            assertEquals(2, document.integer("errors").orElseThrow());
            assertEquals(
                    2,
                    document.get("failures")
                            .orElseThrow()
                            .items()
                            .getFirst()
                            .integer("count")
                            .orElseThrow());
            assertTrue(Files.readString(shared).contains("llmfit/load/1"));
        }
    }

    @Test
    void failsIfNoRequestIsAnswered() throws IOException {
        try (FakeOpenAiServer server = new FakeOpenAiServer(ServerFault.REFUSES, Report.TIMINGS, 0.001)) {
            json("error", 7, "bench", "--server", server.address(), "--concurrency", "2");
        }
    }

    @Test
    void saysWhyAFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("foreign.jsonl"), "{\"schema\":\"theirs/1\"}\n");
        String out = json("error", 2, "bench", "--import", file.toString());
        assertTrue(out.contains("line 1: its schema is 'theirs/1'"), out);
        json("error", 2, "bench", "--import", folder.resolve("absent").toString());
        json("error", 2, "bench", "llama3.2:1b", "--concurrency", "2", "-p", "1,2");
        json(
                "error",
                2,
                "bench",
                "--export",
                folder.resolve("absent").resolve("x").toString());
        json("error", 2, "bench", "llama3.2:1b", "--share", folder.toString());
    }

    private static String json(String schemaName, int exitCode, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.add("--json");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        int code = new CommandRunner(new Console(outStream, errStream, 100, false), CommandRun.settings()).run(command);
        String document = out.toString(StandardCharsets.UTF_8);
        assertEquals(exitCode, code, document + err.toString(StandardCharsets.UTF_8));
        Schema schema = REGISTRY.getSchema(Files.readString(SCHEMAS.resolve(schemaName + ".json")), InputFormat.JSON);
        assertEquals(List.of(), schema.validate(document, InputFormat.JSON), document);
        return document;
    }
}
