package dev.llmfit.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.SchemaCheck;
import dev.llmfit.fixtures.FakeHub;
import dev.llmfit.fixtures.FakeLlamaCpp;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that the catalogue does not know are answered for as those that it knows: from the header. */
class ForeignModelsTest {
    private static final String REPOSITORY = "acme/Strange-135M-GGUF";
    private static final List<FileType> THERE = List.of(FileType.Q4_K_M, FileType.Q8_0, FileType.F16);
    private static final String[] MACHINE = {"--hardware", "rtx4090-24g-64g"};

    @TempDir
    private Path folder = Path.of("");

    private final Map<FileType, byte[]> headers = new HashMap<>();
    private final Map<FileType, Long> sizes = new HashMap<>();
    private FakeHub server = start();

    private static FakeHub start() {
        try {
            return FakeHub.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void serveARepository() {
        Model original = Catalogue.bundled().find("smollm2:135m").orElseThrow().model();
        List<String> list = new ArrayList<>();
        for (FileType type : THERE) {
            Model model = Quantizer.quantize(original, type);
            byte[] header = GgufWriter.header(model.metadata(), model.tensors());
            long bytes = GgufWriter.fileBytes(model.metadata(), model.tensors());
            headers.put(type, header);
            sizes.put(type, bytes);
            list.add(file(name(type), bytes));
            server.serve(
                    "/" + REPOSITORY + "/resolve/main/" + name(type), Arrays.copyOf(header, Math.toIntExact(bytes)));
        }
        list.add(file("Other-7B-Q5_K_M.gguf", 5_000_000_000L));
        list.add(file("mmproj-F16.gguf", 1000));
        tree(REPOSITORY, list);
        tree("acme/Weights-135M", List.of(file("config.json", 400), file("model.safetensors", 270_000_000)));
        server.serve("/acme/Weights-135M/resolve/main/config.json", """
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 576,
                 "intermediate_size": 1536, "num_hidden_layers": 30, "num_attention_heads": 9,
                 "num_key_value_heads": 3, "vocab_size": 49152, "max_position_embeddings": 8192,
                 "tie_word_embeddings": true, "rms_norm_eps": 1e-5, "rope_theta": 100000}
                """.getBytes(StandardCharsets.UTF_8));
    }

    private void tree(String repository, List<String> files) {
        server.serve(
                "/api/models/" + repository + "/tree/main?recursive=true",
                ("[" + String.join(",", files) + "]").getBytes(StandardCharsets.UTF_8));
    }

    private static String name(FileType type) {
        return "Strange-135M-" + type + ".gguf";
    }

    private static String file(String path, long bytes) {
        return "{\"type\":\"file\",\"path\":\"" + path + "\",\"size\":" + bytes + "}";
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private CommandRun llmfit(String... arguments) {
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("HOME", folder.toString());
        variables.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        variables.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        variables.put("LLMFIT_DATA_HOME", folder.resolve("data").toString());
        variables.put("HF_ENDPOINT", server.address().toString());
        Environment environment =
                Environment.ofProcess().withVariables(variables).withHome(folder);
        return CommandRun.of(new Settings(environment, false), 120, arguments);
    }

    private static String[] with(String[] more, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static List<JsonValue> candidates(CommandRun run) {
        return Json.parse(run.out()).get("candidates").orElseThrow().items();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf:" + REPOSITORY, REPOSITORY})
    void theFilesOfARepositoryAreTheTypesToChooseFrom(String reference) throws IOException {
        CommandRun run = llmfit(with(MACHINE, "recommend", "-m", reference, "--json", "--top", "9"));
        assertEquals(0, run.exit(), run.err());
        SchemaCheck.conforms("recommend", run.out());
        List<JsonValue> found = candidates(run);
        List<String> types = found.stream()
                .map(c -> c.string("file_type").orElseThrow())
                .distinct()
                .sorted()
                .toList();
        assertTrue(List.of("F16", "Q4_K_M", "Q8_0").containsAll(types), types::toString);
        assertEquals("Q8_0", found.getFirst().string("file_type").orElseThrow());
        JsonValue file = found.getFirst().get("file").orElseThrow();
        assertEquals("listed", file.string("source").orElseThrow());
        assertEquals(name(FileType.Q8_0), file.string("path").orElseThrow());
        assertEquals(
                sizes.getOrDefault(FileType.Q8_0, 0L).longValue(),
                found.getFirst().integer("file_bytes").orElseThrow());
        String command = found.getFirst()
                .get("commands")
                .flatMap(c -> c.string("llama.cpp"))
                .orElseThrow();
        assertTrue(command.contains("-hf " + REPOSITORY + ":Q8_0 --no-mmproj"), command);
    }

    @ParameterizedTest
    @CsvSource({"Q4_K_M, 0.3", "Q8_0, 1"})
    void aTagIsThatFile(String type, double gib) {
        CommandRun run = llmfit("recommend", "-m", REPOSITORY + ":" + type, "--vram", gib + "GiB", "--json");
        assertEquals(type, candidates(run).getFirst().string("file_type").orElseThrow(), run.out());
        JsonValue file = candidates(run).getFirst().get("file").orElseThrow();
        assertEquals("Strange-135M-" + type + ".gguf", file.string("path").orElseThrow());
    }

    @Test
    void aTypeThatIsNotThereIsSaidToBeMadeByTheUser() {
        CommandRun run = llmfit(with(MACHINE, "recommend", "-m", REPOSITORY, "--quant", "Q6_K"));
        assertEquals(0, run.exit(), run.err());
        String text = run.out().replaceAll("\\s+", " ");
        assertTrue(
                text.contains("make it from " + REPOSITORY
                        + ": llama-quantize Strange-135M-F16.gguf Strange-135M-Q6_K.gguf Q6_K"),
                run.out());
    }

    @Test
    void aRepositoryWithoutGgufFilesHasNoneToName() {
        CommandRun run = llmfit(with(MACHINE, "recommend", "-m", "acme/Weights-135M", "--json"));
        assertEquals(0, run.exit(), run.err());
        assertEquals(
                "to-make",
                candidates(run)
                        .getFirst()
                        .get("file")
                        .flatMap(f -> f.string("source"))
                        .orElseThrow(),
                run.out());
        assertTrue(run.out().contains("from acme/Weights-135M"), run.out());
    }

    @Test
    void aPlanNamesHardwareForAForeignModel() throws IOException {
        CommandRun run = llmfit(with(MACHINE, "plan", REPOSITORY, "--json"));
        assertEquals(0, run.exit(), run.err());
        SchemaCheck.conforms("plan", run.out());
        assertTrue(run.out().contains("Strange") || run.out().contains(REPOSITORY), run.out());
        assertEquals(
                0, llmfit(with(MACHINE, "plan", "hf:" + REPOSITORY + ":Q8_0")).exit());
    }

    @Test
    void quantsMarksTheFileThatRecommendTakes() throws IOException {
        CommandRun run = llmfit(with(MACHINE, "quants", REPOSITORY, "--json"));
        assertEquals(0, run.exit(), run.err());
        SchemaCheck.conforms("quants", run.out());
        CommandRun text = llmfit(with(MACHINE, "quants", REPOSITORY));
        String marked = text.out()
                .lines()
                .filter(line -> line.contains("▸") && line.contains(".gguf"))
                .findFirst()
                .orElse("");
        assertTrue(marked.contains(name(FileType.Q8_0)), text.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {REPOSITORY, REPOSITORY + ":Q8_0", "hf:" + REPOSITORY + "/Strange-135M-F16.gguf"})
    void aForeignModelIsRunAsAPhantom(String reference) throws IOException {
        Path engine = FakeLlamaCpp.rich().install(folder.resolve("engine"));
        CommandRun run = llmfit("verify", reference, "--engine", engine.toString(), "--no-speed", "--json");
        assertTrue(run.exit() == 0 || run.exit() == 6, run.err());
        SchemaCheck.conforms("verify", run.out());
        assertTrue(run.out().contains("\"phantom\""), run.out());
    }

    @Test
    void aLocalFileIsOfferedAsItIsAndOtherTypesAreToBeMade() throws IOException {
        Path file = local(FileType.F16);
        CommandRun own = llmfit(with(MACHINE, "recommend", "-m", file.toString(), "--json"));
        assertEquals(0, own.exit(), own.err());
        JsonValue first = candidates(own).getFirst();
        assertEquals("F16", first.string("file_type").orElseThrow());
        CommandRun other = llmfit(with(MACHINE, "recommend", "-m", file.toString(), "--quant", "Q4_0", "--json"));
        JsonValue made = candidates(other).getFirst();
        assertEquals("Q4_0", made.string("file_type").orElseThrow());
        assertTrue(
                made.integer("file_bytes").orElseThrow()
                        < first.integer("file_bytes").orElseThrow() / 2,
                other.out());
        assertEquals(
                "to-make", made.get("file").flatMap(f -> f.string("source")).orElseThrow());
        assertFalse(other.out().contains("no repository known here"), other.out());
    }

    @Test
    void aFolderWithOneModelIsThatModel() throws IOException {
        Path file = local(FileType.Q8_0);
        String where = String.valueOf(file.getParent());
        for (String command : List.of("plan", "quants", "size")) {
            CommandRun run = llmfit(with(MACHINE, command, where));
            assertEquals(0, run.exit(), run.err());
        }
        assertEquals(0, llmfit(with(MACHINE, "recommend", "-m", where)).exit());
    }

    private Path local(FileType type) throws IOException {
        Path file = Files.createDirectories(folder.resolve("models")).resolve(name(type));
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(headers.getOrDefault(type, new byte[0]));
            out.setLength(sizes.getOrDefault(type, 0L));
        }
        return file;
    }
}
