package dev.llmfit.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.llmfit.fixtures.FakeHub;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole commands, each a process of its own, against a server on this machine that speaks as Hugging Face and Ollama's registry do. */
class HubCommandsTest {
    private static final String FILE = "SmolLM2-135M-Instruct-Q4_0.gguf";
    private static final int MEGABYTE = 1_000_000;
    private static final long SECONDS = 60;

    @TempDir
    private Path folder = Path.of("");

    private FakeHub server = start();
    private final Model model = Quantizer.quantize(
            Catalogue.bundled().find("smollm2:135m").orElseThrow().model(), FileType.Q4_0);
    private final byte[] header = GgufWriter.header(model.metadata(), model.tensors());

    private record Run(int code, String out, String err) {}

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
                ("[{\"type\":\"file\",\"path\":\"" + FILE + "\",\"size\":" + file.length + "},"
                                + "{\"type\":\"file\",\"path\":\"SmolLM2-135M-Instruct-Q8_0.gguf\",\"size\":144811456},"
                                + "{\"type\":\"file\",\"path\":\"big/SmolLM2-135M-Instruct-F16-00001-of-00002.gguf\",\"size\":200000000},"
                                + "{\"type\":\"file\",\"path\":\"big/SmolLM2-135M-Instruct-F16-00002-of-00002.gguf\",\"size\":70896640},"
                                + "{\"type\":\"file\",\"path\":\"mmproj-f16.gguf\",\"size\":9},"
                                + "{\"type\":\"file\",\"path\":\"README.md\",\"size\":9}]")
                        .getBytes(StandardCharsets.UTF_8));
        server.serve("/org/smol-GGUF/resolve/main/" + FILE, file);
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

    private Run llmfit(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Duser.home=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.llmfit.cli.Main"));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("HOME", folder.toString());
        environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        environment.put("HF_ENDPOINT", server.address().toString());
        environment.put("LLMFIT_OLLAMA_REGISTRY", server.address().toString());
        environment.put("COLUMNS", "120");
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "still running after " + SECONDS + " s");
        } finally {
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    void aFileOfARepositoryIsSizedFromItsHeader() throws IOException, InterruptedException {
        Run run = llmfit("size", "hf:org/smol-GGUF:Q4_0", "-c", "2048", "--hardware", "rtx4090-24g-64g", "--json");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("\"tensor_bytes\" : " + model.tensorBytes()), run.out());
        assertTrue(server.bytesSent() <= header.length + MEGABYTE, server.bytesSent() + " bytes");
        assertEquals(2, server.requests().size(), server.requests()::toString);
    }

    @Test
    void theFilesOfARepositoryAreOneTable() throws IOException, InterruptedException {
        Run run = llmfit("quants", "org/smol-GGUF", "--hardware", "rtx4090-24g-64g");
        assertEquals(0, run.code(), run.err());
        List<String> rows = run.out().lines().filter(l -> l.contains(".gguf")).toList();
        assertEquals(3, rows.size(), run.out());
        assertTrue(rows.get(0).contains("Q4_0") && rows.get(0).endsWith(FILE), rows.get(0));
        assertTrue(rows.get(1).contains("▸") && rows.get(1).contains(gib(144811456)), rows.get(1));
        assertTrue(rows.get(2).contains("2  big/") && rows.get(2).contains(gib(270896640)), rows.get(2));
        assertTrue(server.bytesSent() <= header.length + MEGABYTE, server.bytesSent() + " bytes");
        Run json = llmfit("quants", "org/smol-GGUF", "--hardware", "rtx4090-24g-64g", "--json");
        assertTrue(json.out().contains("\"file_bytes\" : 270896640"), json.out());
    }

    @Test
    void aModelOfOllamaIsSizedThroughTheRegistry() throws IOException, InterruptedException {
        Run run = llmfit("size", "llama3.1:8b", "-c", "2048", "--hardware", "rtx4090-24g-64g", "--json");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("\"tensor_bytes\" : " + model.tensorBytes()), run.out());
        assertTrue(server.bytesSent() <= header.length + MEGABYTE, server.bytesSent() + " bytes");
    }

    @Test
    void aModelIsDownloadedOnceAndChecked() throws IOException, InterruptedException {
        Run run = llmfit("models", "pull", "hf:org/smol-GGUF:Q4_0", "--force", "--json");
        assertEquals(0, run.code(), run.err());
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("..", "docs", "schema", "models-pull.json")), InputFormat.JSON);
        assertEquals(List.of(), schema.validate(run.out(), InputFormat.JSON), run.out());
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> models = files.filter(f -> f.endsWith(FILE)).toList();
            assertEquals(1, models.size(), run.out());
            assertEquals(fileBytes(), Files.size(models.getFirst()));
            assertTrue(run.out().contains(models.getFirst().toString()), run.out());
        }
        server.forget();
        assertEquals(
                0, llmfit("models", "pull", "hf:org/smol-GGUF:Q4_0", "--force").code());
        assertEquals(0, server.bytesSent(), "a file that is there is not downloaded again");
    }

    @Test
    void aRepositoryThatIsNotThereIsOneSentence() throws IOException, InterruptedException {
        Run run = llmfit("quants", "org/absent", "--json");
        assertEquals(4, run.code(), run.out());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.out().contains("llmfit/error/1"), run.out());
    }

    private long fileBytes() {
        return GgufWriter.fileBytes(model.metadata(), model.tensors());
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.2f", bytes / (double) (1L << 30));
    }
}
