package dev.llmfit.gguf.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.published.PublishedFile;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.published.UnknownTypeException;
import dev.llmfit.gguf.reference.ResolvedModel;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Headers and lists of published models, read from a server. */
class OnlineModelsTest extends ServedRepository {
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
    void incompleteSetsAreNotListed() throws IOException {
        server.serve(
                TREE, tree("m-F16-00001-of-00003.gguf", new byte[600], "m-F16-00002-of-00003.gguf", new byte[500]));
        assertEquals(List.of(), online(settings()).files("org/small-GGUF"));
    }

    @Test
    void anotherTagNamesWhatIsThere() {
        UnknownTypeException e = assertThrows(
                UnknownTypeException.class, () -> resolver(settings()).resolve("hf:org/small-GGUF:Q4_K_M"));
        assertEquals("did you mean org/small-GGUF:Q8_0", e.hint().text());
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
}
