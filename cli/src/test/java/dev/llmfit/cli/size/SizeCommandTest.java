package dev.llmfit.cli.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.GoldenText;
import dev.llmfit.cli.SchemaCheck;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.line.ShellWords;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.MeasurementStore;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.fixtures.FakeRpcServer;
import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonValue;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.FailedLaunch;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One launch, as text and as a document. */
class SizeCommandTest {
    private static final String ON = " --hardware rtx4090-24g-64g";

    @TempDir
    private Path folder = Path.of("");

    private static CommandRun run(String command) {
        return CommandRun.of(ShellWords.split("size " + command).toArray(String[]::new));
    }

    private CommandRun runWithStore(String command) {
        List<String> words = new ArrayList<>(List.of("size"));
        words.addAll(ShellWords.split(command));
        return CommandRun.of(stored(), 100, words.toArray(String[]::new));
    }

    private Settings stored() {
        Environment environment = Environment.ofProcess().withVariables(Map.of("LLMFIT_DATA_HOME", folder.toString()));
        return new Settings(environment, true);
    }

    @ParameterizedTest
    @CsvSource({
        "size-whole, 0, llama3.1:8b -c 8192 --hardware rtx4090-24g-64g",
        "size-partial, 0, llama3.1:70b -c 8192 -ngl 42 --hardware rtx4090-24g-64g -v",
        "size-experts, 0, qwen3:30b-a3b -c 32768 -ncmoe 30 --hardware rtx4090-24g-64g -v",
        "size-unified, 0, gemma3:27b -c 8192 --hardware apple-m2-max-38c-96g",
        "size-processor, 0, llama3.2:1b -c 4096 --hardware epyc-9554-12ch-cpu --prompt-tokens 1024",
        "size-draft, 0, qwen3:32b -md qwen3:0.6b --spec-type draft-simple -np 2 -c 8192 --hardware rtx4090-24g-64g -v",
        "size-draft-unused, 0, llama3.1:8b -md llama3.2:1b -c 4096 --hardware rtx4090-24g-64g",
        "size-too-large, 3, llama3.1:70b -c 8192 --hardware rtx4090-24g-64g",
        "size-beyond-training, 0, llama3.2:1b -c 262144 --hardware 2x3090",
        "size-why, 0, qwen3:30b-a3b -c 8192 -ngl 20 -np 2 -fa off --why --hardware rtx4090-24g-64g",
        "size-old-build, 0, llama3.1:8b -c 8192 --engine-build b9010 --hardware rtx4090-24g-64g",
        "size-vs, 0, llama3.1:70b -c 8192 -ngl 42 --vs '-ctk q8_0 -ub 1024 -ot a=CPU' --hardware rtx4090-24g-64g",
        "size-vs-machine, 0, llama3.2:1b -c 8192 -ts 3/1 --vs-hardware epyc-9554-12ch-cpu --hardware 2x3090",
    })
    void textIsAsRecorded(String golden, int exit, String command) throws IOException {
        CommandRun run = run(command);
        assertEquals(exit, run.exit(), run.err());
        GoldenText.check(golden, run.out());
    }

    /** The fields of D4 mean one thing, also where GPU and processor share their memory. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama3.1:70b -ngl 42 --hardware rtx4090-24g-64g",
                "llama3.1:70b --hardware 2x3090",
                "gemma3:27b --hardware apple-m2-max-38c-96g",
                "llama3.2:1b --hardware epyc-9554-12ch-cpu"
            })
    void numbersOfMemoryMeanOneThing(String command) {
        JsonValue document = Json.parse(run(command + " -c 8192 --json").out());
        List<JsonValue> all =
                new ArrayList<>(document.get("devices").orElseThrow().items());
        all.add(document.get("host").orElseThrow());
        long devices = 0;
        for (JsonValue use : all) {
            long total =
                    number(use, "weights") + number(use, "context") + number(use, "compute") + number(use, "overhead");
            assertEquals(total, number(use, "total"));
            assertEquals(number(use, "free") - total, number(use, "headroom"));
            assertTrue(number(use, "margin") >= 0);
            devices += use.string("name").orElse("").equals("host") ? 0 : total;
        }
        long shared = all.getLast().integer("shared").orElse(0);
        assertEquals(command.contains("apple") ? devices : 0, shared);
        assertTrue(document.truth("fits"));
    }

    private static long number(JsonValue use, String name) {
        return use.integer(name).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama3.1:8b -c 4096 --hardware rtx4090-24g-64g",
                "gemma3:27b -c 4096 --hardware apple-m2-max-38c-96g",
                "qwen3:32b -md qwen3:0.6b --spec-type draft-simple -np 2 -c 4096 --hardware rtx4090-24g-64g",
                "llama3.2:1b --ram 16GiB --vram 8GiB --why --hardware rtx4090-24g-64g",
                "llama3.2:1b -c 262144 --hardware 2x3090"
            })
    void documentMatchesItsSchema(String command) throws IOException {
        SchemaCheck.conforms("size", run(command + " --json").out());
    }

    @Test
    void documentsOfTwoLaunchesMatchTheirSchema() throws IOException {
        String command = "llama3.1:8b -c 4096 --vs '-ctk q8_0' --vs-hardware geforce-rtx-3060-12g --json" + ON;
        String document = run(command).out();
        SchemaCheck.conforms("size-vs", document);
        for (int i = 0; i < 5; i++) {
            assertEquals(document, run(command).out(), "members keep their order");
        }
        assertTrue(document.contains("\"fits\" : {\n    \"a\" : true,\n    \"b\" : true\n  }"), document);
    }

    /** The schema of two launches holds a copy of that of one: a schema cannot name a file beside it. */
    @Test
    void theSchemaOfTwoLaunchesHoldsThatOfOne() throws IOException {
        JsonValue one = schema("size");
        JsonValue two = schema("size-vs").get("$defs").orElseThrow();
        JsonValue copy = two.get("size").orElseThrow();
        assertEquals(one.get("properties"), copy.get("properties"));
        assertEquals(one.get("required"), copy.get("required"));
        for (String part : List.of("range", "use", "buffers")) {
            assertEquals(one.get("$defs").orElseThrow().get(part), two.get(part), part);
        }
    }

    private static JsonValue schema(String name) throws IOException {
        return Json.parse(Files.readString(Path.of("..", "docs", "schema", name + ".json")));
    }

    /** The memory of the second is written once, and its difference is that of the two documents. */
    @Test
    void theDifferenceIsThatOfTheDocuments() {
        JsonValue both = Json.parse(
                run("llama3.2:1b -c 8192 --vs='-c 16384' --json" + ON).out());
        JsonValue a =
                both.get("a").orElseThrow().get("devices").orElseThrow().items().getFirst();
        JsonValue b =
                both.get("b").orElseThrow().get("devices").orElseThrow().items().getFirst();
        JsonValue line = both.get("difference")
                .orElseThrow()
                .get("devices")
                .orElseThrow()
                .items()
                .getFirst();
        for (String part : List.of("weights", "context", "compute", "total")) {
            assertEquals(number(b, part) - number(a, part), number(line, part), part);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | | Name a model or a GGUF file. (for example: llmfit size llama3.1:8b -c 8192)",
                "4 | \"\" | The reference to a model is empty.",
                "4 | no-such-model-9 | No model is named 'no-such-model-9'",
                "2 | llama3.2:1b --engine-build new | not a llama.cpp build: 'new' (write it as v0.8.0). (for example"
                        + " --engine-build b9010)",
                "3 | llama3.2:1b --spec-type draft-mtp | --spec-type draft-mtp needs layers for next-token prediction,"
                        + " and this file has none",
                "2 | llama3.2:1b --spec-type guess | llama.cpp v0.8.0 has no such type",
                "2 | llama3.2:1b -md llama3.2:1b --spec-draft-n-max 0 | use a number of tokens from 1",
                "2 | llama3.2:1b --engine-says --hardware h | --engine-says asks the llama.cpp of this machine, not of the one"
                        + " that --hardware names. (leave one of them out)",
                "2 | llama3.2:1b --engine-says --lora a.gguf | llama-fit-params knows no adapter, projector or draft model."
                        + " (leave --engine-says or them out)",
                "2 | llama3.2:1b --rpc nohost --hardware 2x3090 | (for example --rpc 192.168.0.5:50052)",
                "4 | llama3.2:1b -mm auto --hardware 2x3090 | No projector of llama3.2-1b is known: it sees no images,"
                        + " or they are turned into tokens by the model itself. (name a file with --mmproj FILE)",
                "4 | llama3.2:1b -mm none.gguf --hardware 2x3090 | No such file: none.gguf.",
                "7 | llama3.2:1b --engine-says ollama | Only an installed llama.cpp says what a launch takes, not 'ollama'",
                "3 | llama3.2:1b -ctv q8_0 -fa off --hardware 2x3090 | llama.cpp would refuse this launch",
            })
    void aMistakeIsOneSentence(int exit, String command, String sentence) {
        CommandRun run = run(command == null ? "" : command);
        assertEquals(exit, run.exit(), run.err());
        assertTrue(run.err().contains(sentence), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }

    @Test
    void theWordBehindEngineMayBeTheModel() {
        CommandRun run = run("--engine-says no-such-model-9");
        assertEquals(4, run.exit(), run.err());
        assertTrue(run.err().contains("'no-such-model-9'"), run.err());
    }

    /** Two projectors beside the file: one must be named. */
    @Test
    void projectorsBesideTheFile() throws IOException {
        Path model = Files.write(folder.resolve("m.gguf"), RecordedHeaders.f16("smollm2-135m"));
        Files.write(folder.resolve("mmproj-a.gguf"), RecordedHeaders.f16("smollm2-135m"));
        Files.write(folder.resolve("mmproj-b.gguf"), RecordedHeaders.f16("smollm2-135m"));
        CommandRun run = run(model + " --header-only -mm auto" + ON);
        assertEquals(2, run.exit());
        assertTrue(
                run.err()
                        .contains("There are 2 projectors beside the model. (name one, for example --mmproj"
                                + " mmproj-a.gguf)"),
                run.err());
    }

    @Test
    void devicesOfServersComeFirst() throws Exception {
        try (FakeRpcServer server = new FakeRpcServer(7, 2, 8L << 30, 12L << 30)) {
            CommandRun run = run("llama3.1:8b -c 4096 --rpc " + server.endpoint() + ON);
            assertEquals(0, run.exit(), run.err());
            List<String> places = run.out()
                    .lines()
                    .takeWhile(l -> !l.startsWith("layers"))
                    .filter(l -> l.startsWith("  "))
                    .map(l -> l.strip().split(" ", 2)[0])
                    .toList();
            assertEquals(List.of("weights", "RPC0", "RPC1", "CUDA0", "host"), places, run.out());
        }
    }

    @Test
    void whatFailedHereIsToldAgain() throws IOException {
        Workbench bench = Workbench.of(stored());
        Machine machine = bench.machine(HardwareSelector.named("rtx4090-24g-64g"));
        Model model = bench.models().resolve("smollm2:135m").in(FileType.Q4_K_M).model();
        FailedLaunch failed = new FailedLaunch(
                Instant.parse("2026-11-02T10:00:00Z"),
                0,
                "CUDA0",
                Bytes.ofGib(10),
                Bytes.ofMib(23600),
                "out of memory");
        new MeasurementStore(folder)
                .addFailure(
                        HardwareFingerprint.of(machine),
                        ModelIdentity.of(model),
                        Launch.of(LaunchOptions.defaults()),
                        failed);
        // A sixteenth less than what failed may run.
        String small = runWithStore("smollm2:135m:Q4_K_M -c 2048" + ON).out();
        assertFalse(small.contains("Warning"), small);
        CommandRun large = runWithStore("smollm2:135m:Q4_K_M -c 524288 -np 64" + ON);
        assertTrue(
                large.out()
                        .contains("Warning: a launch of these tensors that needed 10.0 GiB on CUDA0 failed here on"
                                + " 2026-11-02"),
                large.out());
        String document =
                runWithStore("smollm2:135m:Q4_K_M -c 524288 -np 64 --json" + ON).out();
        SchemaCheck.conforms("size", document);
        assertEquals(
                "CUDA0",
                Json.parse(document)
                        .get("failures")
                        .orElseThrow()
                        .items()
                        .getFirst()
                        .string("device")
                        .orElseThrow());
    }

    /** D11: what of the store cannot be read is said, in both forms. */
    @Test
    void aDamagedStoreIsSaid() throws IOException {
        Files.writeString(folder.resolve("measurements.jsonl"), "{\"half\n");
        String text = runWithStore("smollm2:135m:Q4_K_M -c 2048" + ON).out().replace("\n         ", " ");
        assertTrue(text.contains("Warning: 1 of 1 stored results cannot be read ("), text);
        JsonValue document = Json.parse(
                runWithStore("smollm2:135m:Q4_K_M -c 2048 --json" + ON).out());
        String warning = document.get("warnings")
                .orElseThrow()
                .items()
                .getFirst()
                .asText()
                .orElseThrow();
        assertTrue(warning.contains("stored results cannot be read ("), warning);
    }

    /** A launch that fits at its start and not with half of its contexts filled. */
    @Test
    void whatGrowsAfterTheStartMustFit() {
        String launch = "qwen3.6:27b -np 4 -c 32768 --hardware geforce-rtx-3090-24g --ram 16";
        CommandRun run = run(launch);
        assertEquals(3, run.exit(), run.out());
        assertTrue(run.out().contains("Does not fit once that is half used: host misses"), run.out());
        CommandRun bounded = run(launch + " --cache-ram 1024 --ctx-checkpoints 4");
        assertEquals(0, bounded.exit(), bounded.out());
        assertTrue(bounded.out().contains("prompt cache up to 1.0 GiB, checkpoints up to 2.3 GiB"), bounded.out());
        JsonValue grows = Json.parse(run(launch + " -cram -1 --json").out())
                .get("host")
                .flatMap(host -> host.get("grows"))
                .flatMap(all -> all.get("prompt_cache"))
                .orElseThrow();
        assertEquals("null", Json.compact(grows.get("bound").orElseThrow()));
    }

    @Test
    void aBatchAnswersLines() throws IOException {
        Path lines = Files.writeString(folder.resolve("lines"), """
            {"id":"a","model":"llama3.2:1b","options":{"n_ctx":4096}}
            {"id":"b","ask":"size","model":"llama3.2:1b","n_ctx":"4096","hardware":"rtx4090-24g-64g"}
            {"id":"c","ask":"explain","model":"llama3.2:1b","n_ctx":4096,"hardware":"rtx4090-24g-64g"}
            {"id":"d","gguf":"none.gguf"}
            """);
        CommandRun run = run("--batch " + lines + " --models-dir " + folder);
        assertEquals(0, run.exit(), run.err());
        List<String> answers = run.out().lines().toList();
        assertEquals(4, answers.size());
        assertTrue(answers.get(0).startsWith("{\"id\":\"a\",\"model\":{"), answers.get(0));
        JsonValue size = Json.parse(run("llama3.2:1b -c 4096 --json" + ON).out());
        assertEquals(Json.compact(size), answers.get(1).replace(",\"id\":\"b\"", ""));
        SchemaCheck.conforms("explain", answers.get(2).replace(",\"id\":\"c\"", ""));
        assertTrue(answers.get(3).contains("\"code\":\"no-such-file\""), answers.get(3));
        assertTrue(answers.get(3).contains(folder.toString()), answers.get(3));
    }
}
