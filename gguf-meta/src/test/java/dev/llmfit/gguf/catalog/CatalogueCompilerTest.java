package dev.llmfit.gguf.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.llmfit.gguf.layout.FieldsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueCompilerTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "head_dim_v: 256 | head_dim_w: 256 | gemma3.yaml, line 3: gemma3-270m.head_dim_v is missing, expected"
                        + " an integer",
                "mtp_layers: 0 | mtp_layer: 0 | gemma3.yaml, line 29: unknown key 'mtp_layer' in gemma3-270m; did you"
                        + " mean 'mtp_layers'?",
                "- id: gemma3-1b | - id: gemma3-270m | gemma3.yaml: the id gemma3-270m occurs twice",
                "architecture: gemma3 | architecture: gemma9 | gemma3.yaml: no layout for gemma9"
            })
    void aMistakeInABundledEntryFailsTheBuild(String right, String wrong, String message) throws IOException {
        String text = Files.readString(Path.of("src/main/catalog/gemma3.yaml"));
        Files.writeString(folder.resolve("gemma3.yaml"), text.replaceFirst(right, wrong));
        FieldsException e = assertThrows(FieldsException.class, () -> CatalogueCompiler.readFolder(folder));
        assertEquals(message, String.valueOf(e.getMessage()).replace(folder + "/", ""));
    }

    @Test
    void theBundledFilesHoldNoMistake() throws IOException {
        assertEquals(
                Catalogue.bundled().summaries().size(),
                CatalogueCompiler.readFolder(Path.of("src/main/catalog")).size());
    }
}
