package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds real answers against the schemas in docs/schema. */
class SchemaTest {
    /** Maven runs a module's tests in the module's folder. */
    private static final List<String> DRAFTED = List.of(
            "size",
            "qwen3:32b:Q4_K_M",
            "-md",
            "qwen3:0.6b",
            "--spec-type",
            "draft-simple",
            "-np",
            "2",
            "-c",
            "4096",
            "--hardware",
            "rtx4090-24g-64g",
            "--json");

    private static final String LOGS = "../test-fixtures/src/main/resources/dev/llmfit/fixtures/logs/";
    private static final Path SCHEMAS = Path.of("..", "docs", "schema");

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /** What doctor finds depends on the machine. */
    private static final int ANY = -1;

    static List<Arguments> answers() {
        return List.of(
                Arguments.of("error", 2, List.of("nonsense", "--json")),
                Arguments.of("quants", 0, List.of("quants", "llama3.1:8b", "--json")),
                Arguments.of(
                        "size",
                        0,
                        List.of("size", "llama3.1:8b", "-c", "4096", "--hardware", "rtx4090-24g-64g", "--json")),
                Arguments.of(
                        "size-vs",
                        0,
                        List.of(
                                "size",
                                "llama3.1:8b",
                                "-c",
                                "4096",
                                "--vs",
                                "-ctk q8_0 -ctv q8_0",
                                "--vs-hardware",
                                "geforce-rtx-3060-12g",
                                "--json")),
                Arguments.of("size", 0, DRAFTED),
                Arguments.of(
                        "size",
                        0,
                        List.of(
                                "size",
                                "llama-server -m qwen3:32b --port 80",
                                "--hardware",
                                "geforce-rtx-3060-12g",
                                "--json")),
                Arguments.of(
                        "size-vs",
                        0,
                        List.of(
                                "size",
                                "ollama run llama3.1:8b",
                                "--vs",
                                "-c 4096",
                                "--hardware",
                                "geforce-rtx-3060-12g",
                                "--json")),
                Arguments.of(
                        "recommend",
                        0,
                        List.of("recommend", "--hardware", "rtx4090-24g-64g", "--why-not", "gpt-oss:20b", "--json")),
                Arguments.of(
                        "recommend",
                        0,
                        List.of("recommend", "--hardware", "rtx4090-24g-64g", "--why-not", "llama3.1:405b", "--json")),
                Arguments.of(
                        "recommend",
                        0,
                        List.of(
                                "recommend",
                                "qwen3:8b",
                                "+",
                                "nomic-embed-text",
                                "--hardware",
                                "rtx4090-24g-64g",
                                "--json")),
                Arguments.of(
                        "recommend",
                        0,
                        List.of(
                                "recommend",
                                "--model",
                                "qwen3:30b-a3b",
                                "--hardware",
                                "laptop-4060-8g-32g-hybrid",
                                "--json")),
                Arguments.of("probe", 0, List.of("probe", "--json")),
                Arguments.of("doctor", ANY, List.of("doctor", "--json")),
                Arguments.of("matrix", 3, List.of("matrix", "src/test/resources/dev/llmfit/cli/matrix.yaml", "--json")),
                Arguments.of("error", 5, List.of("matrix", "no-such-file.yaml", "--json")),
                Arguments.of("models", 0, List.of("models", "qwen3", "8b", "--hardware", "rpi5-8g", "--json")),
                Arguments.of("models", 0, List.of("models", "coding", "--hardware", "rtx4090-24g-64g", "--json")),
                Arguments.of("models-show", 0, List.of("models", "show", "qwen3:30b-a3b", "--json")),
                Arguments.of("models-local", 0, List.of("models", "--local", "--json")),
                Arguments.of(
                        "symptom",
                        0,
                        List.of(
                                "doctor",
                                "--symptom",
                                "oom",
                                "--log",
                                "src/test/resources/dev/llmfit/cli/oom.log",
                                "-m",
                                "llama3.1:8b",
                                "--json")),
                Arguments.of(
                        "symptom",
                        0,
                        List.of("doctor", "--symptom", "oom", "--log", LOGS + "ollama-too-large.log", "--json")),
                Arguments.of(
                        "symptom",
                        0,
                        List.of("doctor", "--symptom", "oom", "--log", LOGS + "ollama-engine-request.log", "--json")),
                Arguments.of(
                        "symptom",
                        0,
                        List.of("doctor", "--symptom", "slow", "--log", LOGS + "slow-spill-windows.log", "--json")),
                Arguments.of(
                        "symptom",
                        0,
                        List.of("doctor", "--symptom", "slow", "--log", LOGS + "ollama-engine-partial.log", "--json")),
                Arguments.of(
                        "symptom",
                        0,
                        List.of("doctor", "--symptom", "quality", "--log", LOGS + "ollama-prompt-cut.log", "--json")),
                compared("rtx4090-24g-64g", "geforce-rtx-3060-12g"),
                compared("2x RTX 3090", "rtx4090-24g-64g", "--users", "16"),
                Arguments.of(
                        "plan",
                        0,
                        List.of(
                                "plan",
                                "llama3.1:8b",
                                "--top",
                                "2",
                                "--api-price",
                                "3",
                                "--tokens-per-month",
                                "40e6",
                                "--hardware",
                                "gtx1650-4g-gddr6",
                                "--json")),
                Arguments.of(
                        "fleet",
                        3,
                        List.of(
                                "fleet",
                                "--hardware",
                                "2x RTX 3090 *3",
                                "CPU only 64GB",
                                "--want",
                                "qwen3:8b=600@8k>=15",
                                "nomic-embed-text=5@2k",
                                "--growth",
                                "10",
                                "--months",
                                "2",
                                "--json")),
                Arguments.of("error", 4, List.of("models", "show", "llama 8b", "--json")));
    }

    private static Arguments compared(String... machinesAndFlags) {
        List<String> command = new ArrayList<>(List.of("recommend", "--model", "llama3.1:8b", "--compare"));
        command.addAll(List.of(machinesAndFlags));
        command.add("--json");
        return Arguments.of("compare", 0, command);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void answerMatchesItsSchema(String schemaName, int exitCode, List<String> command) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        int code = new CommandRunner(new Console(outStream, errStream, 100, false), CommandRun.settings()).run(command);
        outStream.flush();
        String document = out.toString(StandardCharsets.UTF_8);
        assertEquals(exitCode == ANY ? code : exitCode, code, document + err.toString(StandardCharsets.UTF_8));
        assertTrue(document.contains("\"llmfit/" + schemaName + "/"), document);
        Schema schema = REGISTRY.getSchema(Files.readString(SCHEMAS.resolve(schemaName + ".json")), InputFormat.JSON);
        assertEquals(List.of(), schema.validate(document, InputFormat.JSON), document);
    }

    /** A part that is named and is not there is noticed by whoever generates a client, and by no document. */
    @Test
    void everyNamedPartOfASchemaIsThere() throws IOException {
        List<String> missing = new ArrayList<>();
        try (Stream<Path> files = Files.list(SCHEMAS)) {
            for (Path file : files.sorted().toList()) {
                String text = Files.readString(file);
                Set<String> there = Json.parse(text)
                        .get("$defs")
                        .map(d ->
                                d instanceof JsonObject parts ? parts.members().keySet() : Set.<String>of())
                        .orElse(Set.of());
                Matcher names = Pattern.compile("\"#/\\$defs/([^\"]+)\"").matcher(text);
                while (names.find()) {
                    if (!there.contains(names.group(1))) {
                        missing.add(file.getFileName() + " " + names.group(1));
                    }
                }
            }
        }
        assertEquals(List.of(), missing);
    }
}
