package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.GoldenText;
import dev.llmfit.cli.SchemaCheck;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class MatrixCommandTest {
    private static final String FILE = "src/test/resources/dev/llmfit/cli/matrix.yaml";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyDifferenceIsToldAndTheExitCodeIsThree() throws IOException {
        CommandRun run = CommandRun.of("matrix", FILE);
        assertEquals(3, run.exit(), run.err());
        GoldenText.check("matrix", run.out());
        assertTrue(run.out().contains("bad  warnings: 'no-such-warning' was expected but is missing"), run.out());
    }

    @Test
    void junitAndSummaryAreWritten() throws Exception {
        Path junit = folder.resolve("junit.xml");
        Path summary = folder.resolve("summary.md");
        CommandRun run =
                CommandRun.of("matrix", FILE, "--junit", junit.toString(), "--summary", summary.toString(), "--json");
        assertEquals(3, run.exit(), run.err());
        Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(junit.toFile());
        assertEquals("5", xml.getDocumentElement().getAttribute("tests"));
        assertEquals(2, xml.getElementsByTagName("failure").getLength());
        GoldenText.check("matrix-junit", Files.readString(junit));
        GoldenText.check("matrix-markdown", Files.readString(summary));
        String once = Files.readString(summary);
        CommandRun.of("matrix", FILE, "--summary", summary.toString());
        assertEquals(once + once, Files.readString(summary));
    }

    @Test
    void whatDiffersIsALogOfStaticAnalysis() throws IOException {
        Path file = Files.writeString(folder.resolve("m.yaml"), """
                machines:
                - id: small
                  db_id: geforce-rtx-3060-12g
                  expect: {threads: 512}
                  models:
                  - {model: 'llama3.1:70b', file_type: Q4_K_M, expect: full-gpu}
                """);
        Path log = folder.resolve("report.sarif");
        CommandRun run = CommandRun.of("matrix", file.toString(), "--sarif", log.toString());
        assertEquals(3, run.exit(), run.err());
        String sarif = Files.readString(log);
        String schema;
        try (InputStream in = Objects.requireNonNull(
                MatrixCommandTest.class.getResourceAsStream("/dev/llmfit/cli/sarif-schema-2.1.0.json"))) {
            schema = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4);
        assertEquals(List.of(), registry.getSchema(schema, InputFormat.JSON).validate(sarif, InputFormat.JSON), sarif);
        assertTrue(sarif.contains("\"ruleId\" : \"matrix/machine\""), sarif);
        assertTrue(sarif.contains("\"startLine\" : 2") && sarif.contains("\"startLine\" : 6"), sarif);
        assertTrue(sarif.contains("small, llama3.1:70b Q4_K_M: "), sarif);
    }

    @Test
    void machinesWithoutModelsAreOneTable() throws IOException {
        Path file = folder.resolve("machines.yaml");
        Files.writeString(file, """
                machines:
                - id: alone
                  cpu: {name: Ryzen 7, physical_cores: 8}
                  ram: {total_gib: 31, available_gib: 26}
                  gpus: []
                """);
        CommandRun run = CommandRun.of("matrix", file.toString());
        assertEquals(0, run.exit(), run.err());
        GoldenText.check("matrix-without-models", run.out());
    }

    @Test
    void whatChangedSinceAnOlderAnswerIsTold() throws IOException {
        Path file = Files.writeString(folder.resolve("m.yaml"), """
                models:
                - {model: 'llama3.1:8b', file_type: Q4_K_M, ctx: 8k}
                machines:
                - RTX 3060
                - M3 Max 64GB
                """);
        Path before = Files.writeString(
                folder.resolve("before.json"),
                CommandRun.of("matrix", file.toString(), "--json").out());
        Files.writeString(file, Files.readString(file).replace("3060", "4070"));
        Path summary = folder.resolve("summary.md");
        CommandRun run = CommandRun.of(
                "matrix", file.toString(), "--diff", before.toString(), "--json", "--summary", summary.toString());
        assertEquals(0, run.exit(), run.err());
        SchemaCheck.conforms("matrix", run.out());
        List<? extends JsonValue> changes =
                Json.parse(run.out()).get("changes").orElseThrow().items();
        assertEquals(4, changes.size(), run.out());
        assertEquals(
                "geforce-rtx-4070-12g", changes.getFirst().string("machine").orElseThrow());
        assertTrue(Files.readString(summary).contains("| geforce-rtx-3060-12g | machine | checked | absent |"));
        CommandRun same = CommandRun.of("matrix", FILE, "--diff", file.toString());
        assertEquals(2, same.exit());
        assertTrue(same.err().contains("cannot be read"), same.err());
    }

    @Test
    void aFirstMatrixHoldsHereAndIsNotWrittenOver() throws IOException {
        Path first = folder.resolve("first.yaml");
        assertEquals(0, CommandRun.of("matrix", "init", first.toString()).exit());
        CommandRun run = CommandRun.of("matrix", first.toString());
        assertEquals(0, run.exit(), () -> run.out() + run.err());
        assertTrue(Files.readString(first).contains("expect: "), Files.readString(first));
        assertEquals(2, CommandRun.of("matrix", "init", first.toString()).exit());
        assertEquals(
                0, CommandRun.of("matrix", "init", first.toString(), "--force").exit());
    }

    /** Speeds that are checked may rest on measurements; lines of the store that cannot be read are said. */
    @Test
    void whatOfTheStoreCannotBeReadIsSaid() throws IOException {
        Path store = Files.writeString(folder.resolve("measurements.jsonl"), "{damaged\n");
        Map<String, String> variables = Map.of("LLMFIT_DATA_HOME", folder.toString());
        String sentence = "1 of 1 stored results cannot be read (" + store + ").";
        CommandRun run = CommandRun.with(variables, "matrix", FILE, "--json");
        assertEquals(3, run.exit(), run.err());
        SchemaCheck.conforms("matrix", run.out());
        JsonValue notes = Json.parse(run.out()).get("notes").orElseThrow();
        assertEquals(List.of(new JsonString(sentence)), notes.items());
        String text = CommandRun.with(variables, "matrix", FILE).out().replaceAll("\\s+", " ");
        assertTrue(text.contains("Note " + sentence), text);
    }

    @Test
    void aMatrixThatIsNotThereIsOneSentence() {
        CommandRun run = CommandRun.of("matrix", "no-such-file.yaml");
        assertEquals(5, run.exit());
        assertEquals(
                "llmfit: The machine profile cannot be read: no-such-file.yaml does not exist."
                        + " (llmfit probe --save FILE writes a valid one)\n",
                run.err());
    }

    @Test
    void aFolderIsNoMatrix() {
        CommandRun run = CommandRun.of("matrix", folder.toString());
        assertEquals(5, run.exit());
        assertTrue(run.err().contains("is a folder, not a file"), run.err());
    }

    @Test
    void aReportThatCannotBeWrittenIsOneSentence() {
        Path nowhere = folder.resolve("none").resolve("junit.xml");
        CommandRun run = CommandRun.of("matrix", FILE, "--junit", nowhere.toString());
        assertEquals(2, run.exit());
        assertEquals(
                "llmfit: " + nowhere + " cannot be written: its folder does not exist. (name another place)\n",
                run.err());
        CommandRun intoFolder = CommandRun.of("matrix", FILE, "--junit", folder.toString());
        assertTrue(intoFolder.err().contains("it is a folder"), intoFolder.err());
    }
}
