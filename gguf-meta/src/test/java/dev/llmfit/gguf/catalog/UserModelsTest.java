package dev.llmfit.gguf.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.catalog.ModelSummary.Confidence;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserModelsTest {
    private static final String ENTRY = """
        models:
        - id: my-model
          ollama: ['mine:1b']
          architecture: llama
          n_layer: 2
          n_embd: 64
          n_ff: 128
          n_head: 4
          n_head_kv: 2
          head_dim_k: 16
          head_dim_v: 16
          n_vocab: 1000
          n_ctx_train: 2048
          tied_embeddings: true
        """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aModelOfTheUserIsFoundByItsNames() throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), ENTRY);
        Catalogue catalogue = Catalogue.bundled().withModelsOf(folder);
        CatalogueEntry mine = catalogue.find("mine:1b").orElseThrow();
        assertEquals("my-model", mine.id());
        assertEquals(Confidence.USER, mine.summary().confidence());
        // embedding, per layer two norms, q and output, k and v, three feed-forward matrices, output norm
        long layer = 2 * 64 + 2 * 64 * 64 + 2 * 64 * 32 + 3 * 64 * 128;
        assertEquals(64_000 + 2 * layer + 64, mine.summary().parameters());
        assertEquals("my-model", catalogue.summaries().getFirst().id());
        assertEquals("llama3.1-8b", catalogue.find("llama3.1:8b").orElseThrow().id());
    }

    @Test
    void withoutAFolderNothingChanges() {
        assertSame(Catalogue.bundled(), Catalogue.bundled().withModelsOf(folder.resolve("none")));
        assertEquals(
                Path.of("/h/.config/llmfit/models"),
                UserModels.folder(
                        Environment.ofProcess().withVariables(Map.of()).withHome(Path.of("/h"))));
    }

    @ParameterizedTest
    @CsvSource({
        "'  n_vocab: 1000', '', n_vocab is missing",
        "'n_embd: 64', 'n_embd: wide', 'mine.yaml, line 6: my-model.n_embd is ''wide'', expected an integer'",
        "'architecture: llama', 'architecture: unheard', '''unheard'', which is not among'",
        "'- id: my-model', '- name: x', id is missing",
        "'models:', 'things:', 'mine.yaml, line 1: unknown key ''things'''",
        "'models:', 'model:', 'mine.yaml, line 1: unknown key ''model''; did you mean ''models''?'",
        "'n_ff: 128', 'n_ff: [128]', 'mine.yaml, line 7: my-model.n_ff has 1 values, layer 1 has none'",
        "'[''mine:1b'']', '[''mine:1b''', 'mine.yaml, line 3: not YAML'"
    })
    void aWrongEntryIsOneSentenceWithFileAndField(String from, String to, String expected) throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), ENTRY.replace(from, to));
        FieldsException e =
                assertThrows(FieldsException.class, () -> Catalogue.bundled().withModelsOf(folder));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains(expected), message);
        assertTrue(message.contains("mine.yaml"), message);
    }

    @Test
    void aNegativeWidthIsNamedWithTheTensorThatItWouldMake() throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), ENTRY.replace("n_ff: 128", "n_ff: -128"));
        FieldsException e =
                assertThrows(FieldsException.class, () -> Catalogue.bundled().withModelsOf(folder));
        assertEquals(
                "my-model would have the tensor blk.0.ffn_gate.weight of [64, -128] elements; one of its fields is"
                        + " negative",
                e.getMessage());
    }

    /** A copy of a bundled entry with one key misspelt must not be another model in silence. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "sliding_window: {pattern: '5 sliding : 1 full', size: 512}; slidng_window: 512; slidng_window; mine;"
                        + " sliding_window",
                "size: 512; sise: 512; sise; mine.sliding_window; size",
                "tied_embeddings; tied_embedings; tied_embedings; mine; tied_embeddings",
                "gguf_repos; gguf_repo; gguf_repo; mine; gguf_repos"
            })
    void aMisspeltKeyIsNamedWithItsLineAndTheNearestKey(
            String right, String wrong, String key, String place, String nearest) throws IOException {
        String entry = Files.readString(Path.of("src/main/catalog/gemma3.yaml"));
        String copy = entry.substring(0, entry.indexOf("- id: gemma3-1b")).replace("gemma3-270m\n", "mine\n");
        String misspelt = copy.replaceFirst(Pattern.quote(right), wrong);
        Files.writeString(folder.resolve("copy.yaml"), misspelt);
        long line = misspelt.substring(0, misspelt.indexOf(wrong)).lines().count();
        FieldsException e =
                assertThrows(FieldsException.class, () -> Catalogue.bundled().withModelsOf(folder));
        assertEquals(
                folder.resolve("copy.yaml") + ", line " + line + ": unknown key '" + key + "' in " + place
                        + "; did you mean '" + nearest + "'?",
                e.getMessage());
    }
}
