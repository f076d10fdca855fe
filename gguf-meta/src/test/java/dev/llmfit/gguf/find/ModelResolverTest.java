package dev.llmfit.gguf.find;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.CatalogueSearch;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelResolverTest {
    private final ModelResolver resolver = ModelResolver.of(Environment.ofProcess(), false);
    private final CatalogueSearch search =
            new CatalogueSearch(Catalogue.bundled().summaries());

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "llama3.1:8b, llama3.1-8b",
        "LLAMA3.1:8B, llama3.1-8b",
        "llama3.1, llama3.1-8b",
        "llama3.1:latest, llama3.1-8b",
        "llama3.1:70b, llama3.1-70b",
        "llama3.2:3b, llama3.2-3b",
        "codellama:7b, codellama-7b",
        "codellama:7b-instruct, codellama-7b",
        "codellama:7b-python, codellama-7b-python",
        "mistral:7b, mistral-7b-v0.3",
        "mistral:7b-instruct-v0.2-q5_K_M, mistral-7b-v0.2",
        "phi3:mini, phi3-mini-4k",
        "phi3:medium, phi3-medium-4k",
        "gemma2:9b, gemma2-9b",
        "gemma2, gemma2-9b",
        "qwen3:30b-a3b, qwen3-30b-a3b",
        "qwen3-30b-a3b, qwen3-30b-a3b",
        "gpt-oss:20b, gpt-oss-20b",
        "deepseek-r1:70b, deepseek-r1-distill-llama-70b",
        "Qwen/Qwen3-8B, qwen3-8b",
        "hf:Qwen/Qwen3-8B:Q4_K_M, qwen3-8b",
        "qwen3 8b, qwen3-8b",
        "qwen3 8b q6_k, qwen3-8b",
        "openbmb/minicpm-v4.5:8b, minicpm-v-4.5-8b",
        "Llama 3.1 8B Instruct, llama3.1-8b"
    })
    void namesAreFound(String reference, String id) throws IOException {
        ResolvedModel found = resolver.resolve(reference);
        assertEquals(Optional.of(id), found.entry().map(CatalogueEntry::id));
        assertTrue(found.isLaidOut());
    }

    @Test
    void theFileTypeOfTheNameCounts() throws IOException {
        ResolvedModel asked = resolver.resolve("llama3.1:8b:Q8_0");
        assertEquals(Optional.of(FileType.Q8_0), asked.fileType());
        Model plain = resolver.resolve("llama3.1:8b").in(FileType.Q4_K_M).model();
        assertTrue(asked.model().tensorBytes() > plain.tensorBytes());
    }

    @Test
    void aPhraseWithSeveralModelsIsRefusedWithTheNearest() {
        ModelNotFoundException e = assertThrows(ModelNotFoundException.class, () -> resolver.resolve("llama 8b"));
        assertEquals("llama3.1:8b", e.nearest().getFirst());
        assertTrue(e.nearest().size() <= 5);
    }

    @ParameterizedTest
    @CsvSource({"lama3.1:8b, llama3.1:8b", "qwn3 8b q4_0, qwen3:8b", "mistrl nemo 12b, mistral-nemo:12b"})
    void misspeltNamesAreFoundOrSuggested(String reference, String expected) throws IOException {
        List<String> names;
        try {
            names = resolver.resolve(reference).entry().orElseThrow().summary().ollama();
        } catch (ModelNotFoundException e) {
            names = e.nearest();
        }
        assertTrue(names.contains(expected), names.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"zzzz", "zz:top", "no such model at all"})
    void unknownNamesAreRefused(String reference) {
        assertThrows(ModelNotFoundException.class, () -> resolver.resolve(reference));
    }

    @Test
    void aMissingFileNamesThoseBesideIt() throws IOException {
        Files.createFile(folder.resolve("model-Q4_K_M.gguf"));
        String missing = folder.resolve("model-Q4_K_S.gguf").toString();
        ModelNotFoundException e = assertThrows(ModelNotFoundException.class, () -> resolver.resolve(missing));
        assertEquals(List.of(folder.resolve("model-Q4_K_M.gguf").toString()), e.nearest());
    }

    @ParameterizedTest
    @CsvSource({
        "qwen3 8b, qwen3-8b",
        "llama 8b, llama3.1-8b",
        "qwn3 8b, qwen3-8b",
        "gema 27b, gemma3-27b",
        "gpt oss 120b, gpt-oss-120b"
    })
    void theFirstHitIsTheOneThatIsMeant(String query, String id) {
        assertEquals(id, search.search(query).getFirst().model().id());
    }

    @Test
    void purposesAreSearched() {
        List<CatalogueSearch.Hit> hits = search.search("coding");
        assertFalse(hits.isEmpty());
        assertTrue(hits.stream().allMatch(h -> h.model().purposes().contains("code")));
    }
}
