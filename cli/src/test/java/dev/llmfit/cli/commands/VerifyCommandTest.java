package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.SchemaCheck;
import dev.llmfit.fixtures.FakeLlamaCpp;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonValue;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code verify} with an engine whose buffers are those that are predicted for a context of 2,048 tokens. */
@DisabledOnOs(OS.WINDOWS)
class VerifyCommandTest {
    /** The process of the fake is no llama-server: what the system sees of it may be far off. */
    private static final List<String> VERIFY = List.of("verify", "smollm2:135m:Q4_K_M", "--tolerance", "20");

    @TempDir
    private Path folder;

    private Path data;
    private Path programs;

    @BeforeEach
    void install() throws IOException {
        Model model = CommandRun.bench()
                .models()
                .resolve("smollm2:135m")
                .in(FileType.Q4_K_M)
                .model();
        LaunchOptions options = LaunchOptions.defaults().withNCtx(2048).withNOutputsMax(1);
        BufferSizes host = CommandRun.bench()
                .estimator()
                .estimate(model, List.of(), options, EngineBuild.NEWEST)
                .host();
        programs = new FakeLlamaCpp(
                        4096,
                        Integer.MAX_VALUE,
                        host.weights().mib(),
                        host.context().mib(),
                        host.compute().mib())
                .install(folder.resolve("bin"));
        data = Files.createDirectory(folder.resolve("data"));
    }

    private CommandRun run(List<String> beginning, String... more) {
        List<String> command = new ArrayList<>(beginning);
        command.addAll(List.of(more));
        return CommandRun.with(
                Map.of("LLMFIT_DATA_HOME", data.toString(), "LLMFIT_LLAMA_CPP", programs.toString()),
                command.toArray(String[]::new));
    }

    @Test
    void whatIsPredictedIsVerified() throws IOException {
        Path junit = folder.resolve("verify.xml");
        CommandRun run = run(VERIFY, "-c", "2048", "-ngl", "0", "--no-speed", "--junit", junit.toString());
        assertEquals(0, run.exit(), run::out);
        List<String> lines = run.out().lines().toList();
        assertTrue(
                lines.getFirst().startsWith("smollm2:135m · Q4_K_M · 99 MiB · phantom (100.0 MiB on paper, "),
                run::out);
        assertTrue(lines.getFirst().endsWith(" · llama.cpp b11434, CPU"), run::out);
        assertTrue(lines.contains("  host weights       98.9      98.9  0"), run::out);
        assertEquals("Verified.", lines.getLast());
        String xml = Files.readString(junit);
        assertTrue(xml.contains("<testsuite name=\"llmfit verify smollm2-135m\" tests=\"5\" failures=\"0\">"), xml);
        assertTrue(Files.notExists(data.resolve("measurements.jsonl")), "no speed, nothing to keep");
    }

    @Test
    void aSmallerLaunchIsTriedAndTheSpeedsAreKept() throws IOException {
        CommandRun run = run(VERIFY, "-c", "8192", "-t", "2", "--json");
        assertEquals(6, run.exit(), run::out);
        SchemaCheck.conforms("verify", run.out());
        JsonValue document = Json.parse(run.out());
        JsonValue lesson = document.get("lessons").orElseThrow().items().getFirst();
        assertEquals(8192, lesson.get("options").orElseThrow().integer("n_ctx").orElseThrow());
        assertEquals(4096, document.integer("n_ctx").orElseThrow());
        assertEquals(2, document.get("results").orElseThrow().items().size());
        assertEquals(1, Files.readAllLines(data.resolve("measurements.jsonl")).size());
        assertEquals(1, Files.readAllLines(data.resolve("lessons.jsonl")).size());
    }

    @Test
    void aFailureThatCountsNoLongerIsSaid() throws IOException {
        CommandRun poor = CommandRun.with(
                Map.of(
                        "LLMFIT_DATA_HOME",
                        data.toString(),
                        "LLMFIT_LLAMA_CPP",
                        FakeLlamaCpp.poor().install(folder.resolve("poor")).toString()),
                "verify",
                "smollm2:135m:Q4_K_M",
                "-c",
                "2048",
                "-ngl",
                "0");
        assertEquals(7, poor.exit(), poor::err);
        String lesson = Files.readString(data.resolve("lessons.jsonl"));
        // Much was free then, so that the failure speaks against every launch of this size today.
        Files.writeString(
                data.resolve("lessons.jsonl"),
                lesson.replaceFirst("\"free_bytes\":[0-9]+", "\"free_bytes\":1000000000000"));
        CommandRun run = run(VERIFY, "-c", "2048", "-ngl", "0", "--no-speed");
        assertEquals(0, run.exit(), run::out);
        assertTrue(run.out().replaceAll("\\s+", " ").contains("now it ran, so that counts no longer."), run::out);
        assertEquals(2, Files.readAllLines(data.resolve("lessons.jsonl")).size());
    }

    /** What ran is said in the title, in a note and in the document; speeds of a part say nothing and are not measured. */
    @Test
    void aShrunkModelIsSaidToBeOne() throws IOException {
        CommandRun run = run(VERIFY, "-c", "2048", "-ngl", "0", "--shrink");
        assertEquals(6, run.exit(), run::out);
        assertTrue(run.out().contains(", shrunk to 4 of 30 layers · phantom ("), run::out);
        assertTrue(
                run.out().contains("Note: the model was shrunk to 4 of 30 layers; these are not the sizes of"),
                run::out);
        CommandRun json = run(VERIFY, "-c", "2048", "-ngl", "0", "--shrink", "--json");
        SchemaCheck.conforms("verify", json.out());
        JsonValue document = Json.parse(json.out());
        JsonValue shrunk = document.get("model").orElseThrow().get("shrunk").orElseThrow();
        assertEquals(4, shrunk.integer("layers").orElseThrow());
        assertEquals(30, shrunk.integer("of_layers").orElseThrow());
        assertEquals(0, document.get("results").orElseThrow().items().size());
        assertTrue(Files.notExists(data.resolve("measurements.jsonl")), "nothing is kept");
        assertTrue(Files.notExists(data.resolve("lessons.jsonl")), "nothing is kept");
    }

    /** Lines of the store that cannot be read were once left out in silence. */
    @Test
    void whatOfTheStoreCannotBeReadIsSaid() throws IOException {
        Files.writeString(data.resolve("measurements.jsonl"), "{damaged\n");
        Files.writeString(data.resolve("lessons.jsonl"), "{}\n{\n");
        CommandRun run = run(VERIFY, "-c", "2048", "-ngl", "0", "--json");
        SchemaCheck.conforms("verify", run.out());
        List<String> notes = Json.parse(run.out()).get("notes").orElseThrow().items().stream()
                .map(n -> n.asText().orElseThrow())
                .filter(n -> n.contains("cannot be read"))
                .toList();
        assertEquals(
                List.of(
                        "1 of 1 stored results cannot be read (" + data.resolve("measurements.jsonl") + ")",
                        "2 of 2 stored lessons cannot be read (" + data.resolve("lessons.jsonl") + ")"),
                notes);
    }

    @Test
    void anAssumedBandwidthCanBeRefuted() throws IOException {
        CommandRun run = run(VERIFY, "-c", "2048", "--assume-bandwidth", "1000GB/s", "--no-store", "--json");
        assertEquals(6, run.exit(), run::out);
        SchemaCheck.conforms("verify", run.out());
        assertTrue(Files.notExists(data.resolve("measurements.jsonl")));
        assertTrue(run.out().contains("\"quantity\" : \"speed\""), run::out);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "verify                                               | Name a model or a GGUF file.",
                "verify smollm2:135m --assume-bandwidth fast          | '--assume-bandwidth fast' is no bandwidth.",
                "verify smollm2:135m --assume-bandwidth 0GB/s         | '--assume-bandwidth 0GB/s' is no bandwidth.",
                "verify smollm2:135m --tolerance -1                   | --tolerance is a number of percent from 0,"
                        + " not -1.0.",
                "verify smollm2:135m --junit no/such/folder           | '--junit no/such/folder' cannot be written:"
            })
    void whatCannotBeMeantIsRefusedBeforeAnythingRuns(String command, String sentence) {
        CommandRun run = run(List.of(command.split(" +", -1)));
        assertEquals(2, run.exit(), run::err);
        assertTrue(run.err().contains(sentence), run::err);
    }

    @Test
    void theFirstRecommendationIsProven() throws IOException {
        List<String> recommend =
                List.of("recommend", "-m", "smollm2:135m", "--quant", "Q4_K_M", "--ctx", "2048", "--verify");
        CommandRun text = run(recommend);
        assertTrue(text.out().contains("\nProve "), text::out);
        assertTrue(text.out().contains("\n  host weights "), text::out);
        CommandRun json = run(recommend, "--json");
        JsonValue document = Json.parse(json.out());
        assertTrue(document.get("proven").isPresent(), json::out);
        SchemaCheck.conforms("recommend", json.out());
        SchemaCheck.conforms(
                "verify", document.get("verification").orElseThrow().toString());
        CommandRun emitted = run(recommend, "--emit", "llama-server");
        assertTrue(emitted.out().startsWith("llama-server -hf "), emitted::out);
        assertTrue(emitted.err().contains("  host weights "), emitted::err);
        assertEquals(text.exit(), json.exit());
    }

    @Test
    void anotherMachineCannotBeProven() {
        CommandRun run = run(List.of("recommend", "--hardware", "rpi5-8g", "--verify"));
        assertEquals(2, run.exit());
        assertTrue(
                run.err().contains("--verify runs on this machine, not on the one that --hardware names."), run::err);
    }
}
