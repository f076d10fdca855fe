package dev.llmfit.gguf.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.FakeHub;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.gguf.local.LocalModels;
import dev.llmfit.gguf.local.StoreFolders;
import dev.llmfit.gguf.published.PublishedFile;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.published.UnknownTypeException;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.gguf.reference.ModelReference;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.remote.RemoteException.Kind;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks a real server on this machine that speaks the protocols of Hugging Face and of Ollama's registry. */
class OnlineModelsTest {
    private static final String TREE = "/api/models/org/small-GGUF/tree/main?recursive=true";
    private static final String FILE = "/org/small-GGUF/resolve/main/small-Q8_0.gguf";
    private static final int CHUNK = RemoteFile.CHUNK;

    @TempDir
    private Path folder = Path.of("");

    private FakeHub server = start();
    private final Model model = firstLayer();

    private static Model firstLayer() {
        Model whole = Catalogue.bundled().find("smollm2:135m").orElseThrow().model();
        Model quantized = Quantizer.quantize(whole, FileType.Q8_0);
        return new Model(
                quantized.name(),
                quantized.metadata(),
                quantized.tensors().stream()
                        .filter(t -> t.name().startsWith("blk.0."))
                        .toList());
    }

    private static FakeHub start() {
        try {
            return FakeHub.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void serveARepository() {
        byte[] file = file();
        server.serve(TREE, tree("small-Q8_0.gguf", file, "mmproj-small-f16.gguf", new byte[10]));
        server.serve(FILE, file);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aHeaderIsReadWithoutTheFile() throws IOException {
        ResolvedModel found = resolver(settings()).resolve("hf:org/small-GGUF:Q8_0");
        assertEquals(model.tensorBytes(), found.shape().tensorBytes());
        assertEquals(Optional.of(FileType.Q8_0), found.fileType());
        assertEquals(List.of(TREE, FILE), server.requests());
        assertTrue(server.bytesSent() <= headerBytes() + 1_000_000, server.bytesSent() + " bytes");
    }

    @Test
    void whatIsKnownIsNotReadAgain() throws IOException {
        resolver(settings()).resolve("hf:org/small-GGUF:Q8_0");
        server.forget();
        resolver(settings()).resolve("hf:org/small-GGUF:Q8_0");
        assertEquals(2, server.requests().size());
        assertEquals(0, server.bytesSent());
        server.close();
        ResolvedModel offline = resolver(settings()).resolve("hf:org/small-GGUF:Q8_0");
        assertEquals(model.tensorBytes(), offline.shape().tensorBytes());
    }

    @Test
    void aChangedFileIsReadAgain() throws IOException {
        resolver(settings()).resolve("hf:org/small-GGUF:Q8_0");
        byte[] changed = file();
        changed[changed.length - 1] = 1;
        server.serve(FILE, changed);
        server.forget();
        resolver(settings()).resolve("hf:org/small-GGUF:Q8_0");
        assertTrue(server.bytesSent() >= headerBytes());
    }

    @Test
    void longHeadersAreReadInParts() throws IOException {
        byte[] padded = withLongVocabulary(3 * CHUNK);
        server.serve("/long.gguf", padded);
        ResolvedModel found = online(settings()).web(server.address().resolve("long.gguf"));
        assertEquals(model.tensors().size(), found.shape().tensors().size());
        long header = padded.length - ((long) file().length - headerBytes());
        assertTrue(server.bytesSent() <= header + 1_000_000, server.bytesSent() + " of " + header);
        assertTrue(server.requests().size() <= header / CHUNK + 1);
    }

    @Test
    void temporaryFailuresAreTriedAgain() throws IOException {
        server.trouble(TREE, 429, 1);
        server.trouble(FILE, 503, 2);
        assertEquals(
                model.tensorBytes(),
                resolver(settings()).resolve("hf:org/small-GGUF").shape().tensorBytes());
        assertEquals(5, server.requests().size());
    }

    @Test
    void answersThatBreakOffAreAskedForAgain() throws IOException {
        server.trouble(TREE, 0, 1);
        server.trouble(FILE, 0, 2);
        assertEquals(
                model.tensorBytes(),
                resolver(settings()).resolve("hf:org/small-GGUF").shape().tensorBytes());
        assertEquals(5, server.requests().size());
    }

    @Test
    void aServerThatAlwaysBreaksOffIsOneSentence() {
        server.trouble(FILE, 0, 99);
        RemoteException e = failure("hf:org/small-GGUF");
        assertEquals(Kind.FAILED, e.kind());
        assertTrue(String.valueOf(e.getMessage()).contains("broke off"), e.getMessage());
        assertEquals(4, server.requests().size());
    }

    @Test
    void aServerThatStopsSendingIsGivenUp() {
        server.trouble(FILE, FakeHub.STALL, 99);
        RemoteSettings s = settings();
        RemoteSettings hasty = new RemoteSettings(
                s.huggingFace(),
                s.token(),
                s.ollamaRegistry(),
                true,
                false,
                s.cache(),
                Duration.ofMillis(300),
                2,
                s.pause());
        RemoteException e =
                assertThrows(RemoteException.class, () -> resolver(hasty).resolve("hf:org/small-GGUF"));
        assertTrue(String.valueOf(e.getMessage()).contains("nothing came for 0.3 s"), e.getMessage());
    }

    @Test
    void aFileThatShrankSinceIsRefused() throws IOException {
        byte[] padded = withLongVocabulary(3 * CHUNK);
        server.serve("/long.gguf", padded, Map.of("ETag", "x"));
        server.trouble("/long.gguf", 416, 99);
        RemoteException e = assertThrows(
                RemoteException.class,
                () -> online(settings()).web(server.address().resolve("long.gguf")));
        assertEquals(Kind.FAILED, e.kind());
        assertTrue(String.valueOf(e.getMessage()).contains("416"), e.getMessage());
    }

    @Test
    void addressesOfTheEnvironmentAreChecked() {
        assertEquals(
                URI.create("https://hf-mirror.com/"),
                RemoteSettings.of(
                                Environment.ofProcess()
                                        .withVariables(Map.of("HF_ENDPOINT", "hf-mirror.com"))
                                        .withHome(folder),
                                false)
                        .huggingFace());
        for (String wrong : List.of("https://a b/", "ftp://host", "https://", "file:///etc")) {
            InvalidSettingException e = assertThrows(
                    InvalidSettingException.class,
                    () -> RemoteSettings.of(
                            Environment.ofProcess()
                                    .withVariables(Map.of("HF_ENDPOINT", wrong))
                                    .withHome(folder),
                            false));
            assertTrue(String.valueOf(e.getMessage()).contains("HF_ENDPOINT"), e.getMessage());
        }
    }

    @Test
    void incompleteSetsAreNotListed() throws IOException {
        server.serve(
                TREE, tree("m-F16-00001-of-00003.gguf", new byte[600], "m-F16-00002-of-00003.gguf", new byte[500]));
        assertEquals(List.of(), online(settings()).files("org/small-GGUF"));
    }

    @Test
    void theTokenOfALoginIsFound() throws IOException {
        Path file =
                Files.createDirectories(folder.resolve(".cache/huggingface")).resolve("token");
        Files.writeString(file, "hf_stored\n");
        assertEquals(
                Optional.of("hf_stored"),
                RemoteSettings.of(
                                Environment.ofProcess().withVariables(Map.of()).withHome(folder), false)
                        .token());
        assertEquals(
                Optional.of("hf_stated"),
                RemoteSettings.of(
                                Environment.ofProcess()
                                        .withVariables(Map.of("HF_TOKEN", "hf_stated"))
                                        .withHome(folder),
                                false)
                        .token());
        assertEquals(
                Optional.empty(),
                RemoteSettings.of(
                                Environment.ofProcess()
                                        .withVariables(Map.of(
                                                "HF_HOME",
                                                folder.resolve("other").toString()))
                                        .withHome(folder),
                                false)
                        .token());
    }

    @Test
    void lastingFailuresAreOneSentence() {
        server.trouble(TREE, 429, 99);
        RemoteException limited = failure("hf:org/small-GGUF");
        assertEquals(Kind.LIMITED, limited.kind());
        RemoteException missing = failure("hf:org/nothing");
        assertEquals(Kind.NOT_FOUND, missing.kind());
    }

    @Test
    void gatedRepositoriesNeedAToken() throws IOException {
        server.serveGated(TREE, tree("small-Q8_0.gguf", file()), "secret");
        RemoteException refused = failure("hf:org/small-GGUF");
        assertEquals(Kind.FORBIDDEN, refused.kind());
        assertTrue(refused.hint().text().contains("HF_TOKEN"));
        ResolvedModel found = resolver(settings(Optional.of("secret"), false)).resolve("hf:org/small-GGUF");
        assertEquals(model.tensorBytes(), found.shape().tensorBytes());
    }

    @Test
    void theTokenStaysWithTheHub() throws IOException {
        try (FakeHub storage = FakeHub.start()) {
            storage.serve("/blob", file());
            server.redirect(FILE, storage.address() + "blob", Map.of("X-Linked-Etag", "\"abc\""));
            resolver(settings(Optional.of("secret"), false)).resolve("hf:org/small-GGUF");
            assertEquals(List.of(), storage.authorizations());
            assertEquals(List.of("Bearer secret", "Bearer secret"), server.authorizations());
        }
    }

    @Test
    void redirectsInACircleEnd() {
        server.redirect(FILE, FILE, Map.of());
        assertEquals(Kind.FAILED, failure("hf:org/small-GGUF").kind());
        server.redirect(FILE, "file:///etc/passwd", Map.of());
        assertEquals(Kind.FAILED, failure("hf:org/small-GGUF").kind());
    }

    @Test
    void aServerWithoutRangesServesShortHeaders() throws IOException {
        server.withoutRanges();
        ResolvedModel found = resolver(settings()).resolve("hf:org/small-GGUF");
        assertEquals(model.tensorBytes(), found.shape().tensorBytes());
    }

    @Test
    void anotherTagNamesWhatIsThere() {
        UnknownTypeException e = assertThrows(
                UnknownTypeException.class, () -> resolver(settings()).resolve("hf:org/small-GGUF:Q4_K_M"));
        assertEquals("did you mean org/small-GGUF:Q8_0", e.hint().text());
    }

    @Test
    void offlineTheCatalogueAnswersForKnownModels() throws IOException {
        RemoteSettings offline = settings(Optional.empty(), true);
        ResolvedModel found = resolver(offline).resolve("ollama:llama3.1:8b");
        assertEquals(Optional.of("llama3.1-8b"), found.entry().map(CatalogueEntry::id));
        assertTrue(found.isLaidOut());
        RemoteException e =
                assertThrows(RemoteException.class, () -> resolver(offline).resolve("hf:org/small-GGUF"));
        assertEquals(Kind.OFFLINE, e.kind());
        assertEquals(List.of(), server.requests());
    }

    @Test
    void ollamaModelsAreReadThroughTheRegistry() throws IOException {
        String digest = "sha256:" + sha256(file());
        server.serve(
                "/v2/library/llama3.1/manifests/8b",
                bytes("{\"layers\": [{\"mediaType\": \"application/vnd.ollama.image.model\", \"digest\": \"" + digest
                        + "\", \"size\": " + file().length + "}]}"));
        server.serve("/v2/library/llama3.1/blobs/" + digest, file());
        ResolvedModel found = resolver(settings()).resolve("llama3.1:8b");
        assertFalse(found.isLaidOut());
        assertEquals(model.tensorBytes(), found.shape().tensorBytes());
        assertEquals(2, server.requests().size());
    }

    @Test
    void repositoriesWithoutGgufAreLaidOut() throws IOException {
        server.serve("/api/models/org/raw/tree/main?recursive=true", tree("config.json", new byte[3]));
        server.serve("/org/raw/resolve/main/config.json", bytes("""
                        {"model_type": "llama", "hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32,
                         "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 128256,
                         "max_position_embeddings": 131072, "rope_theta": 500000.0, "rms_norm_eps": 1e-05,
                         "tie_word_embeddings": false, "rope_scaling": {"rope_type": "llama3", "factor": 8.0}}
                        """));
        ResolvedModel found = resolver(settings()).resolve("hf:org/raw:Q4_K_M");
        Model expected = Catalogue.bundled().find("llama3.1:8b").orElseThrow().model();
        assertEquals(List.copyOf(expected.tensors()), List.copyOf(found.shape().tensors()));
        assertEquals(Optional.of(FileType.Q4_K_M), found.fileType());
    }

    @Test
    void theFilesOfARepositoryAreListed() throws IOException {
        server.serve(
                TREE,
                tree(
                        "big/m-F16-00001-of-00002.gguf", new byte[600],
                        "big/m-F16-00002-of-00002.gguf", new byte[500],
                        "m-Q4_K_M.gguf", new byte[300],
                        "mmproj-m-f16.gguf", new byte[50],
                        "README.md", new byte[9]));
        assertEquals(
                List.of(
                        new PublishedFile("m-Q4_K_M.gguf", TypeLabel.of("Q4_K_M"), OptionalLong.of(300), false, 1),
                        new PublishedFile(
                                "big/m-F16-00001-of-00002.gguf", TypeLabel.of("F16"), OptionalLong.of(1100), false, 2)),
                online(settings()).files("org/small-GGUF"));
    }

    @Test
    void downloadsGoOnWhereTheyEnded() throws IOException {
        byte[] content = new byte[300_000];
        new Random(7).nextBytes(content);
        server.serve(TREE, tree("small-Q8_0.gguf", content));
        server.serve(FILE, content);
        server.trouble(FILE, 0, 2);
        OnlineModels online = online(settings());
        PullPlan plan = PullPlan.of(online, ModelReference.parse("hf:org/small-GGUF"), folder);
        assertEquals(content.length, plan.bytes());
        online.download(plan.headers()).run(plan.files().getFirst(), there -> {});
        Path target = folder.resolve("org/small-GGUF/small-Q8_0.gguf");
        assertTrue(Arrays.equals(content, Files.readAllBytes(target)));
        assertTrue(server.bytesSent() < 2L * content.length);
        server.forget();
        online.download(plan.headers()).run(plan.files().getFirst(), there -> {});
        assertEquals(List.of(), server.requests());
    }

    @Test
    void aDownloadWithAnotherHashIsRefused() throws IOException {
        byte[] announced = new byte[1000];
        byte[] served = new byte[1000];
        served[5] = 1;
        server.serve(TREE, tree("small-Q8_0.gguf", announced));
        server.serve(FILE, served);
        OnlineModels online = online(settings());
        PullPlan plan = PullPlan.of(online, ModelReference.parse("hf:org/small-GGUF"), folder);
        assertThrows(
                RemoteException.class,
                () -> online.download(plan.headers()).run(plan.files().getFirst(), there -> {}));
        assertFalse(Files.exists(plan.files().getFirst().target()));
    }

    private RemoteException failure(String reference) {
        return assertThrows(RemoteException.class, () -> resolver(settings()).resolve(reference));
    }

    private RemoteSettings settings() {
        return settings(Optional.empty(), false);
    }

    private RemoteSettings settings(Optional<String> token, boolean offline) {
        URI address = server.address();
        return new RemoteSettings(
                address,
                token,
                address,
                true,
                offline,
                folder.resolve("cache"),
                Duration.ofSeconds(10),
                3,
                Duration.ofMillis(5));
    }

    private static OnlineModels online(RemoteSettings settings) {
        return new OnlineModels(settings);
    }

    private ModelResolver resolver(RemoteSettings settings) {
        Map<String, String> environment =
                Map.of("OLLAMA_MODELS", folder.resolve("none").toString());
        LocalModels stores = new LocalModels(StoreFolders.of(Environment.ofProcess()
                .withVariables(environment)
                .withHome(folder)
                .withOsName("Linux")));
        return ModelResolver.of(Environment.ofProcess(), false)
                .withStores(stores)
                .withRemote(() -> online(settings));
    }

    private int headerBytes() {
        return GgufWriter.header(model.metadata(), model.tensors()).length;
    }

    /** Returns the header followed by the data, all zero. */
    private byte[] file() {
        return Arrays.copyOf(
                GgufWriter.header(model.metadata(), model.tensors()),
                Math.toIntExact(GgufWriter.fileBytes(model.metadata(), model.tensors())));
    }

    /** Returns the file with a text of so many bytes in its metadata. */
    private byte[] withLongVocabulary(int length) {
        LinkedHashMap<String, GgufValue> values =
                new LinkedHashMap<>(model.metadata().asMap());
        values.put("tokenizer.chat_template", new GgufValue.Text("x".repeat(length)));
        Metadata metadata = new Metadata(values);
        return Arrays.copyOf(
                GgufWriter.header(metadata, model.tensors()),
                Math.toIntExact(GgufWriter.fileBytes(metadata, model.tensors())));
    }

    private static byte[] tree(Object... pathsAndContents) {
        StringBuilder json = new StringBuilder("[{\"type\": \"directory\", \"path\": \"sub\", \"size\": 0}");
        for (int i = 0; i < pathsAndContents.length; i += 2) {
            byte[] content = (byte[]) pathsAndContents[i + 1];
            json.append(", {\"type\": \"file\", \"path\": \"")
                    .append(pathsAndContents[i])
                    .append("\", \"size\": ")
                    .append(content.length)
                    .append(", \"lfs\": {\"oid\": \"")
                    .append(sha256(content))
                    .append("\"}}");
        }
        return bytes(json.append("]").toString());
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
