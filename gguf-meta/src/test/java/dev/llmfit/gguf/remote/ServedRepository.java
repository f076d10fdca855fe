package dev.llmfit.gguf.remote;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.llmfit.fixtures.FakeHub;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufValueType;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.gguf.local.LocalModels;
import dev.llmfit.gguf.local.StoreFolders;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Asks a real server on this machine that speaks the protocols of Hugging Face and of Ollama's registry. */
abstract class ServedRepository {
    static final String TREE = "/api/models/org/small-GGUF/tree/main?recursive=true";
    static final String FILE = "/org/small-GGUF/resolve/main/small-Q8_0.gguf";
    private static final int TOKENS = 64;
    static final int CHUNK = RemoteFile.CHUNK;

    @TempDir
    Path folder = Path.of("");

    FakeHub server = start();
    final Model model = oneLayer();

    /** A model of one layer and 64 tokens, otherwise like smollm2. */
    static Model oneLayer() {
        Model whole = Catalogue.bundled().find("smollm2:135m").orElseThrow().model();
        Model quantized = Quantizer.quantize(whole, FileType.Q8_0);
        LinkedHashMap<String, GgufValue> keys =
                new LinkedHashMap<>(quantized.metadata().asMap());
        keys.put("llama.block_count", new GgufValue.Int(GgufValueType.UINT32, 1));
        keys.put("llama.vocab_size", new GgufValue.Int(GgufValueType.UINT32, TOKENS));
        return new Model(
                quantized.name(),
                new Metadata(keys),
                quantized.tensors().stream()
                        .filter(t -> !t.name().startsWith("blk.") || t.name().startsWith("blk.0."))
                        .map(t -> t.name().equals("token_embd.weight")
                                ? new TensorInfo(t.name(), t.type(), t.ne0(), TOKENS, 1, 1)
                                : t)
                        .toList());
    }

    static FakeHub start() {
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

    RemoteException failure(String reference) {
        return assertThrows(RemoteException.class, () -> resolver(settings()).resolve(reference));
    }

    RemoteSettings settings() {
        return settings(Optional.empty(), false);
    }

    RemoteSettings settings(Optional<String> token, boolean offline) {
        URI address = server.address();
        return new RemoteSettings(
                address,
                token,
                address,
                true,
                offline,
                folder.resolve("cache"),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                3,
                Duration.ofMillis(5));
    }

    static OnlineModels online(RemoteSettings settings) {
        return new OnlineModels(settings);
    }

    ModelResolver resolver(RemoteSettings settings) {
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

    int headerBytes() {
        return GgufWriter.header(model.metadata(), model.tensors()).length;
    }

    /** Returns the header followed by the data, all zero. */
    byte[] file() {
        return Arrays.copyOf(
                GgufWriter.header(model.metadata(), model.tensors()),
                Math.toIntExact(GgufWriter.fileBytes(model.metadata(), model.tensors())));
    }

    /** Returns the file with a text of so many bytes in its metadata. */
    byte[] withLongVocabulary(int length) {
        LinkedHashMap<String, GgufValue> values =
                new LinkedHashMap<>(model.metadata().asMap());
        values.put("tokenizer.chat_template", new GgufValue.Text("x".repeat(length)));
        Metadata metadata = new Metadata(values);
        return Arrays.copyOf(
                GgufWriter.header(metadata, model.tensors()),
                Math.toIntExact(GgufWriter.fileBytes(metadata, model.tensors())));
    }

    static byte[] tree(Object... pathsAndContents) {
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

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
