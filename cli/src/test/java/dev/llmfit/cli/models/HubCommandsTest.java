package dev.llmfit.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.GoldenText;
import dev.llmfit.cli.SchemaCheck;
import dev.llmfit.fixtures.FakeHub;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole commands against a server on this machine that speaks as Hugging Face and Ollama's registry do. */
class HubCommandsTest {
    private static final String FILE = "SmolLM2-135M-Instruct-Q4_0.gguf";
    private static final int MEGABYTE = 1_000_000;

    @TempDir
    private Path folder = Path.of("");

    private FakeHub server = start();
    private final Model model = Quantizer.quantize(
            Catalogue.bundled().find("smollm2:135m").orElseThrow().model(), FileType.Q4_0);
    private final byte[] header = GgufWriter.header(model.metadata(), model.tensors());

    private static FakeHub start() {
        try {
            return FakeHub.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void serveARepository() {
        byte[] file = Arrays.copyOf(header, Math.toIntExact(fileBytes()));
        server.serve(
                "/api/models/org/smol-GGUF/tree/main?recursive=true",
                ("[{\"type\":\"file\",\"path\":\"" + FILE + "\",\"size\":" + file.length
                                + "},{\"type\":\"file\",\"path\":\"SmolLM2-135M-Instruct-Q8_0.gguf\",\"size\":144811456},"
                                + "{\"type\":\"file\",\"path\":\"big/SmolLM2-135M-Instruct-F16-00001-of-00002.gguf\",\"size\":200000000},"
                                + "{\"type\":\"file\",\"path\":\"big/SmolLM2-135M-Instruct-F16-00002-of-00002.gguf\",\"size\":70896640},"
                                + "{\"type\":\"file\",\"path\":\"mmproj-f16.gguf\",\"size\":9},"
                                + "{\"type\":\"file\",\"path\":\"README.md\",\"size\":9}]")
                        .getBytes(StandardCharsets.UTF_8));
        server.serve("/org/smol-GGUF/resolve/main/" + FILE, file);
        // without a tag Q8_0 is taken where there is no Q4_K_M; only its header is read
        server.serve("/org/smol-GGUF/resolve/main/SmolLM2-135M-Instruct-Q8_0.gguf", file);
        server.serve(
                "/v2/library/llama3.1/manifests/8b",
                ("{\"layers\":[{\"mediaType\":\"application/vnd.ollama.image.model\",\"digest\":\"sha256:"
                                + "0".repeat(64) + "\",\"size\":" + file.length + "}]}")
                        .getBytes(StandardCharsets.UTF_8));
        server.serve("/v2/library/llama3.1/blobs/sha256:" + "0".repeat(64), file);
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
        variables.put("HF_ENDPOINT", server.address().toString());
        variables.put("LLMFIT_OLLAMA_REGISTRY", server.address().toString());
        Environment environment =
                Environment.ofProcess().withVariables(variables).withHome(folder);
        return CommandRun.of(new Settings(environment, false), 120, arguments);
    }

    @Test
    void aFileOfARepositoryIsSizedFromItsHeader() {
        CommandRun run =
                llmfit("size", "hf:org/smol-GGUF:Q4_0", "-c", "2048", "--hardware", "rtx4090-24g-64g", "--json");
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().contains("\"tensor_bytes\" : " + model.tensorBytes()), run.out());
        assertTrue(server.bytesSent() <= header.length + MEGABYTE, server.bytesSent() + " bytes");
        assertEquals(2, server.requests().size(), server.requests()::toString);
    }

    @Test
    void aRepositoryOfFilesBecomesAModelOfOnesOwn() {
        CommandRun added = llmfit("models", "add", "org/smol-GGUF", "--id", "my-smol");
        assertEquals(0, added.exit(), added.err());
        assertTrue(added.out().startsWith("Added my-smol · llama, 135 M parameters"), added.out());
        assertTrue(server.bytesSent() <= header.length + MEGABYTE, server.bytesSent() + " bytes");

        CommandRun sized = llmfit("size", "my-smol", "-c", "2048", "--hardware", "rtx4090-24g-64g", "--offline");
        assertEquals(0, sized.exit(), sized.err());
        assertTrue(sized.out().startsWith("my-smol · "), sized.out());
    }

    @Test
    void aRepositoryWithAConfigurationAloneBecomesAModelOfOnesOwn() throws IOException {
        server.serve(
                "/api/models/org/My-Qwen/tree/main?recursive=true",
                ("[{\"type\":\"file\",\"path\":\"config.json\",\"size\":300},"
                                + "{\"type\":\"file\",\"path\":\"model.safetensors\",\"size\":1192099840}]")
                        .getBytes(StandardCharsets.UTF_8));
        server.serve("/org/My-Qwen/resolve/main/config.json", """
                {"model_type":"qwen3","hidden_size":1024,"intermediate_size":3072,"num_hidden_layers":28,
                "num_attention_heads":16,"num_key_value_heads":8,"head_dim":128,"vocab_size":151936,
                "max_position_embeddings":40960,"rope_theta":1000000,"tie_word_embeddings":true}
                """.getBytes(StandardCharsets.UTF_8));
        CommandRun added = llmfit("models", "add", "org/My-Qwen", "--json");
        assertEquals(0, added.exit(), added.err());
        SchemaCheck.conforms("models-add", added.out());
        assertTrue(added.out().contains("596049920"), added.out());

        CommandRun unknown = llmfit("models", "add", "org/nothing-there");
        assertEquals(4, unknown.exit(), unknown.out());
        assertEquals(1, unknown.err().lines().count(), unknown.err());
    }

    @Test
    void theFilesOfARepositoryAreOneTable() {
        CommandRun run = llmfit("quants", "org/smol-GGUF", "--hardware", "rtx4090-24g-64g");
        assertEquals(0, run.exit(), run.err());
        List<String> rows = run.out().lines().filter(l -> l.contains(".gguf")).toList();
        assertEquals(3, rows.size(), run.out());
        assertTrue(rows.get(0).contains("Q4_0") && rows.get(0).endsWith(FILE), rows.get(0));
        assertTrue(rows.get(1).contains("▸") && rows.get(1).contains(gib(144811456)), rows.get(1));
        assertTrue(rows.get(2).contains("2  big/") && rows.get(2).contains(gib(270896640)), rows.get(2));
        assertTrue(server.bytesSent() <= header.length + MEGABYTE, server.bytesSent() + " bytes");
        CommandRun json = llmfit("quants", "org/smol-GGUF", "--hardware", "rtx4090-24g-64g", "--json");
        assertTrue(json.out().contains("\"file_bytes\" : 270896640"), json.out());
    }

    @Test
    void aModelOfOllamaIsSizedThroughTheRegistry() {
        CommandRun run = llmfit("size", "llama3.1:8b", "-c", "2048", "--hardware", "rtx4090-24g-64g", "--json");
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().contains("\"tensor_bytes\" : " + model.tensorBytes()), run.out());
        assertTrue(server.bytesSent() <= header.length + MEGABYTE, server.bytesSent() + " bytes");
    }

    @Test
    void aModelIsDownloadedOnceAndChecked() throws IOException {
        CommandRun run = llmfit("models", "pull", "hf:org/smol-GGUF:Q4_0", "--force", "--json");
        assertEquals(0, run.exit(), run.err());
        SchemaCheck.conforms("models-pull", run.out());
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> models = files.filter(f -> f.endsWith(FILE)).toList();
            assertEquals(1, models.size(), run.out());
            assertEquals(fileBytes(), Files.size(models.getFirst()));
            assertTrue(run.out().contains(models.getFirst().toString()), run.out());
        }
        server.forget();
        assertEquals(
                0, llmfit("models", "pull", "hf:org/smol-GGUF:Q4_0", "--force").exit());
        assertEquals(0, server.bytesSent(), "a file that is there is not downloaded again");
    }

    @Test
    void aRepositoryThatIsNotThereIsOneSentence() {
        CommandRun run = llmfit("quants", "org/absent", "--json");
        assertEquals(4, run.exit(), run.out());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.out().contains("llmfit/error/1"), run.out());
    }

    @Test
    void aRepositoryIsShownWithItsFiles() throws IOException {
        CommandRun run = llmfit("models", "show", "hf:org/smol-GGUF:Q4_0");
        assertEquals(0, run.exit(), run.err());
        GoldenText.check("model-repository", run.out().replace(server.address().toString(), "SERVER"));
        CommandRun json = llmfit("models", "show", "hf:org/smol-GGUF:Q4_0", "--json");
        SchemaCheck.conforms("models-show", json.out());
        assertTrue(json.out().contains("\"origin\" : \"server\""), json.out());
    }

    @Test
    void whatHasNoRoomIsNotDownloaded() {
        CommandRun run = llmfit("models", "pull", "hf:org/smol-GGUF:F16", "--vram", "64MiB", "--ram", "128MiB");
        assertEquals(3, run.exit(), run.out());
        assertEquals(
                "llmfit: hf:org/smol-GGUF:F16 has 0.25 GiB of weights, which fit neither GPU nor RAM here."
                        + " (choose a smaller file type, or --force)\n",
                run.err());
        assertEquals(
                List.of(),
                server.requests().stream().filter(r -> r.contains("/resolve/")).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "tinyllama:1.1b, /api/models/TheBloke/TinyLlama-1.1B-Chat-v1.0-GGUF/tree/main?recursive=true",
        "bge-m3:567m, /v2/library/bge-m3/manifests/567m",
    })
    void aNameOfTheCatalogueIsPulledFromItsRepositoryElseFromOllama(String name, String request) {
        CommandRun run = llmfit("models", "pull", name, "--force");
        assertEquals(4, run.exit(), run.out());
        assertEquals(List.of(request), server.requests());
    }

    private long fileBytes() {
        return GgufWriter.fileBytes(model.metadata(), model.tensors());
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.2f", bytes / (double) (1L << 30));
    }
}
