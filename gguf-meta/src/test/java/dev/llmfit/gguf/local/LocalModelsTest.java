package dev.llmfit.gguf.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.gguf.local.LocalModel.Store;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lays out the stores of several programs in a temporary folder and finds what is in them. */
class LocalModelsTest {
    @TempDir
    private Path home = Path.of("");

    private LocalModels local = new LocalModels(StoreFolders.of(Environment.ofProcess()));

    @BeforeEach
    void useTheTemporaryHome() {
        Map<String, String> environment =
                Map.of("OLLAMA_MODELS", home.resolve("ollama").toString());
        local = new LocalModels(StoreFolders.of(Environment.ofProcess()
                .withVariables(environment)
                .withHome(home)
                .withOsName("Linux")));
    }

    @Test
    void nothingIsThereAtFirst() throws IOException {
        assertEquals(List.of(), local.list());
        assertEquals(Optional.empty(), local.ollama("llama3.1:8b"));
    }

    @Test
    void ollamaModelsHaveAllTheirLayers() throws IOException {
        ollama("library", "smollm2", "135m", "Q8_0");
        LocalModel found = local.list().getFirst();
        assertEquals("smollm2:135m", found.name());
        assertEquals(Store.OLLAMA, found.store());
        assertEquals(Optional.of(FileType.Q8_0), found.fileType());
        assertEquals(Optional.of("{{ .Prompt }}"), found.template());
        assertEquals(Optional.of("{\"temperature\": 0.5}"), found.parameters());
        assertTrue(found.projector().isPresent());
        assertEquals(1, found.adapters().size());
        assertEquals(Optional.of(found), local.ollama("smollm2:135m"));
    }

    @Test
    void aModelOfOllamaIsResolvedToItsBlob() throws IOException {
        ollama("library", "smollm2", "135m", "Q8_0");
        ResolvedModel found = resolver().resolve("smollm2:135m");
        assertEquals(Optional.of(local.list().getFirst().file()), found.file());
        assertEquals(Optional.of("smollm2-135m"), found.entry().map(CatalogueEntry::id));
    }

    @Test
    void damagedManifestsAreLeftOut() throws IOException {
        Path manifest = home.resolve("ollama/manifests/registry.ollama.ai/library/broken/latest");
        write(manifest, "{\"layers\": [");
        write(manifest.resolveSibling("other"), "{\"layers\": [{\"mediaType\": 3, \"digest\": \"sha256:../../x\"}]}");
        assertEquals(List.of(), local.list());
        for (String name : List.of("../../../etc:passwd", "a\0b:c", "", ":", "//:x", "broken:")) {
            assertEquals(Optional.empty(), local.ollama(name), name);
        }
    }

    @Test
    void lmStudioFoldersAndSplitSetsAreFound() throws IOException {
        Path folder = home.resolve(".lmstudio/models/publisher/Some-Model-GGUF");
        gguf(folder.resolve("Some-Model-Q4_K_M.gguf"));
        write(folder.resolve("mmproj-model-f16.gguf"), "x");
        write(folder.resolve("Big-Q8_0-00001-of-00002.gguf"), "12");
        write(folder.resolve("Big-Q8_0-00002-of-00002.gguf"), "345");
        write(folder.resolve("Torn-00001-of-00002.gguf"), "12");
        List<LocalModel> found = local.list();
        assertEquals(
                List.of(
                        "publisher/Some-Model-GGUF/Big-Q8_0-00001-of-00002.gguf",
                        "publisher/Some-Model-GGUF/Some-Model-Q4_K_M.gguf"),
                found.stream().map(LocalModel::name).toList());
        assertEquals(5, found.getFirst().bytes());
        assertEquals(2, found.getFirst().files().size());
        assertEquals(Optional.of(FileType.Q8_0), found.getFirst().fileType());
        assertEquals(
                Optional.of(folder.resolve("mmproj-model-f16.gguf")),
                found.getLast().projector());
        for (String reference :
                List.of("some-model-q4_k_m", "Some-Model-Q4_K_M.gguf", "publisher/Some-Model-GGUF:Q4_K_M")) {
            assertEquals(1, matches(reference), reference);
        }
        assertEquals(
                Optional.of(folder.resolve("Some-Model-Q4_K_M.gguf")),
                resolver().resolve("publisher/Some-Model-GGUF:Q4_K_M").file());
    }

    private int matches(String reference) throws IOException {
        int colon = reference.lastIndexOf(':');
        List<LocalModel> found = local.find(colon < 0 ? reference : reference.substring(0, colon));
        return colon < 0
                ? found.size()
                : (int) found.stream()
                        .filter(m -> m.fileType().equals(FileType.byName(reference.substring(colon + 1))))
                        .count();
    }

    @Test
    void otherCachesAreFound() throws IOException {
        Path hub = home.resolve(".cache/huggingface/hub/models--org--repo");
        write(hub.resolve("refs/main"), "abcdef0123");
        gguf(hub.resolve("snapshots/abcdef0123/sub/model-Q5_K_M.gguf"));
        gguf(hub.resolve("snapshots/0000000000/model-Q5_K_M.gguf"));
        gguf(home.resolve(".cache/llama.cpp/org_other_model-IQ4_XS.gguf"));
        gguf(home.resolve("text-generation-webui/user_data/models/plain.gguf"));
        gguf(home.resolve(".local/share/llmfit/models/mine-Q6_K.gguf"));
        List<LocalModel> found = local.list();
        assertEquals(
                List.of(
                        "org/repo/sub/model-Q5_K_M.gguf",
                        "org_other_model-IQ4_XS.gguf",
                        "plain.gguf",
                        "mine-Q6_K.gguf"),
                found.stream().map(LocalModel::name).toList());
        assertEquals(Optional.empty(), found.get(2).fileType());
        assertEquals(1, local.find("org/other").size());
        assertEquals(1, local.find("org/repo").size());
    }

    @Test
    void aNameOfSeveralFilesIsRefused() throws IOException {
        gguf(home.resolve(".cache/llama.cpp/twin-Q4_0.gguf"));
        gguf(home.resolve("text-generation-webui/models/twin-Q4_0.gguf"));
        ModelNotFoundException e =
                assertThrows(ModelNotFoundException.class, () -> resolver().resolve("twin-Q4_0"));
        assertEquals(2, e.nearest().size());
    }

    @Test
    void foldersFollowTheEnvironment() {
        Map<String, String> environment =
                Map.of("HF_HOME", "/hf", "LLAMA_CACHE", "/lc", "LLMFIT_MODELS", "/own", "LLMFIT_MODELS_PATH", "/a");
        StoreFolders linux = StoreFolders.of(Environment.ofProcess()
                .withVariables(environment)
                .withHome(Path.of("/home/u"))
                .withOsName("Linux"));
        assertEquals(List.of(Path.of("/hf/hub")), linux.huggingFace());
        assertEquals(List.of(Path.of("/lc")), linux.llamaCpp());
        assertEquals(List.of(Path.of("/own"), Path.of("/a")), linux.own());
        StoreFolders mac = StoreFolders.of(Environment.ofProcess()
                .withVariables(Map.of())
                .withHome(Path.of("/Users/u"))
                .withOsName("Mac OS X"));
        assertEquals(List.of(Path.of("/Users/u/Library/Caches/llama.cpp")), mac.llamaCpp());
        assertEquals(List.of(Path.of("/Users/u/.ollama/models")), mac.ollama());
    }

    private ModelResolver resolver() {
        return ModelResolver.of(Environment.ofProcess(), false)
                .acceptingHeadersOnly()
                .withStores(local);
    }

    private void ollama(String namespace, String model, String tag, String fileType) throws IOException {
        String weights = blob(header());
        String projector = blob("projector".getBytes(StandardCharsets.UTF_8));
        String adapter = blob("adapter".getBytes(StandardCharsets.UTF_8));
        String template = blob("{{ .Prompt }}".getBytes(StandardCharsets.UTF_8));
        String parameters = blob("{\"temperature\": 0.5}".getBytes(StandardCharsets.UTF_8));
        String config = blob(
                ("{\"model_format\": \"gguf\", \"file_type\": \"" + fileType + "\"}").getBytes(StandardCharsets.UTF_8));
        String layers = layer("model", weights) + "," + layer("projector", projector) + "," + layer("adapter", adapter)
                + "," + layer("template", template) + "," + layer("params", parameters);
        write(
                home.resolve("ollama/manifests/registry.ollama.ai")
                        .resolve(namespace)
                        .resolve(model)
                        .resolve(tag),
                "{\"schemaVersion\": 2, \"config\": {\"digest\": \"" + config + "\"}, \"layers\": [" + layers + "]}");
    }

    private static String layer(String type, String digest) {
        return "{\"mediaType\": \"application/vnd.ollama.image." + type + "\", \"digest\": \"" + digest + "\"}";
    }

    private String blob(byte[] content) throws IOException {
        try {
            String hex = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            Path file = home.resolve("ollama/blobs/sha256-" + hex);
            Files.createDirectories(home.resolve("ollama/blobs"));
            Files.write(file, content);
            return "sha256:" + hex;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] header() {
        Model model = Catalogue.bundled().find("smollm2:135m").orElseThrow().model();
        return GgufWriter.header(model.metadata(), model.tensors());
    }

    private static void gguf(Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, header());
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }
}
