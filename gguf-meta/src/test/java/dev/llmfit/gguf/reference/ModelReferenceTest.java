package dev.llmfit.gguf.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.reference.ModelReference.GgufPath;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ModelReference.Named;
import dev.llmfit.gguf.reference.ModelReference.OllamaName;
import dev.llmfit.gguf.reference.ModelReference.WebAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelReferenceTest {

    @Test
    void namesMayEndWithAFileType() {
        assertEquals(new Named("llama3.1:70b", "llama3.1:70b", Optional.empty()), ModelReference.parse("llama3.1:70b"));
        assertEquals(
                new Named("llama3.1:70b:Q4_K_M", "llama3.1:70b", Optional.of(FileType.Q4_K_M)),
                ModelReference.parse("llama3.1:70b:Q4_K_M"));
        assertEquals(
                new Named("llama3.1:8b-instruct-q5_K_M", "llama3.1:8b-instruct", Optional.of(FileType.Q5_K_M)),
                ModelReference.parse("llama3.1:8b-instruct-q5_K_M"));
        assertEquals(
                new Named("gemma2:9b-fp16", "gemma2:9b", Optional.of(FileType.F16)),
                ModelReference.parse("gemma2:9b-fp16"));
        assertEquals(
                new Named("qwen3-8b:iq4_xs", "qwen3-8b", Optional.of(FileType.IQ4_XS)),
                ModelReference.parse("qwen3-8b:iq4_xs"));
    }

    @Test
    void repositoriesMayNameATagOrAFile() {
        HuggingFaceRepository plain = new HuggingFaceRepository("org/repo", Optional.empty(), Optional.empty());
        assertEquals(plain, ModelReference.parse("org/repo"));
        assertEquals(plain, ModelReference.parse("hf:org/repo"));
        assertEquals(plain, ModelReference.parse("https://huggingface.co/org/repo"));
        assertEquals(
                new HuggingFaceRepository("org/repo", Optional.of("Q4_K_M"), Optional.empty()),
                ModelReference.parse("hf.co/org/repo:Q4_K_M"));
        HuggingFaceRepository file =
                new HuggingFaceRepository("org/repo", Optional.empty(), Optional.of("sub/x-Q4_0.gguf"));
        assertEquals(file, ModelReference.parse("hf:org/repo:sub/x-Q4_0.gguf"));
        assertEquals(file, ModelReference.parse("https://huggingface.co/org/repo/resolve/main/sub/x-Q4_0.gguf"));
    }

    @Test
    void pathsAndAddressesAreRecognized() {
        assertEquals(new GgufPath(Path.of("model.gguf")), ModelReference.parse("model.gguf"));
        assertEquals(new GgufPath(Path.of("/models")), ModelReference.parse("/models"));
        assertEquals(new GgufPath(Path.of("a/b/c.GGUF")), ModelReference.parse("a/b/c.GGUF"));
        assertEquals(
                new WebAddress(URI.create("https://example.org/m.gguf")),
                ModelReference.parse("https://example.org/m.gguf"));
        assertEquals(new OllamaName("library", "qwen3", "8b"), ModelReference.parse("ollama:qwen3:8b"));
        assertEquals(new OllamaName("someone", "model", "latest"), ModelReference.parse("ollama:someone/model"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "hf:repo", "hf:../x/y", "https://", "ollama:a b", "ollama:"})
    void malformedReferencesAreRefused(String text) {
        ModelNotFoundException e = assertThrows(ModelNotFoundException.class, () -> ModelReference.parse(text));
        assertEquals(List.of(), e.nearest());
    }
}
