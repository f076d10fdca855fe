package dev.llmfit.gguf.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnModelTest {
    @TempDir
    private Path home = Path.of("");

    private static Model bundled(String id) {
        return Catalogue.bundled().byId(id).orElseThrow().model();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama3.1-8b",
                "gemma3-4b",
                "qwen3-30b-a3b",
                "deepseek-v3",
                "glm-4.5-air",
                "mamba2-8b",
                "lfm2.5-230m",
                "nemotron-3-nano-30b-a3b",
                "qwen3.5-9b",
                "gpt-oss-20b",
                "bge-reranker-v2-m3",
                "llama4-scout"
            })
    void whatIsWrittenIsReadAsTheSameModel(String id) throws IOException {
        Environment environment =
                Environment.ofProcess().withVariables(Map.of()).withHome(home);
        Model model = bundled(id);
        OwnModel own = OwnModel.of(model, "My model", Optional.empty(), "a test");
        Path file = own.write(environment);
        assertEquals(home.resolve(".config/llmfit/models/my-model.yaml"), file);
        CatalogueEntry read = Catalogue.of(environment).byId("my-model").orElseThrow();
        assertEquals(model.tensors(), read.model().tensors());
        CatalogueEntry original = Catalogue.bundled().byId(id).orElseThrow();
        assertEquals(original.summary().parameters(), read.summary().parameters());
        assertEquals(original.summary().parametersActive(), read.summary().parametersActive());
        assertEquals(ModelSummary.Confidence.USER, read.summary().confidence());
    }

    @Test
    void whatAnEntryCannotSayIsRefused() {
        FieldsException e = assertThrows(
                FieldsException.class, () -> OwnModel.of(bundled("rwkv7-1.5b"), "x", Optional.empty(), "a test"));
        assertTrue(String.valueOf(e.getMessage()).contains("rwkv"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"Me/My Model 8B!, me-my-model-8b", "../../etc/passwd, etc-passwd", "Ünïcode 2, n-code-2"})
    void idsAreMadeOfNames(String name, String id) {
        assertEquals(
                id,
                OwnModel.of(bundled("llama3.2-1b"), name, Optional.empty(), "a test")
                        .entry()
                        .id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "A", "-x", "a b"})
    void otherIdsAreRefused(String id) {
        assertThrows(FieldsException.class, () -> OwnModel.of(bundled("llama3.2-1b"), "x", Optional.of(id), "a test"));
    }
}
