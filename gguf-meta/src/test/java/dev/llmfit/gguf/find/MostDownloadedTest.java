package dev.llmfit.gguf.find;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.published.UnknownTypeException;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.reference.ResolvedModel.FromListing;
import dev.llmfit.gguf.remote.RemoteException;
import dev.llmfit.units.CsvLine;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What repositories mean that are downloaded most, without a server. */
class MostDownloadedTest {
    /** Maven runs a module's tests in the module's folder. */
    private static final Path PAGE = Path.of("..", "docs", "names.md");

    private final ModelResolver resolver = ModelResolver.of(Environment.ofProcess(), true);

    static Stream<String> mostDownloaded() throws IOException {
        try (var in = Objects.requireNonNull(MostDownloadedTest.class.getResourceAsStream("most-downloaded.csv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().filter(line -> !line.startsWith("#")).skip(1).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("mostDownloaded")
    void repositoriesMeanWhatWasReviewed(String row) throws IOException {
        List<String> f = CsvLine.split(row);
        assertEquals(String.join(",", f.subList(3, f.size())), told(f.get(1)), row);
    }

    private String told(String repository) throws IOException {
        try {
            ResolvedModel found = resolver.resolve(repository);
            String type = found.origin() instanceof FromListing l
                    ? l.shape().label().text() + "," + l.source().id()
                    : found.fileType().orElseThrow() + ","
                            + found.type().orElseThrow().source().id();
            return found.entry().map(CatalogueEntry::id).orElseThrow() + "," + (found.literal() ? "own," : "shape,")
                    + type;
        } catch (ModelNotFoundException e) {
            return "," + e.reason().code() + ",,";
        } catch (RemoteException e) {
            return ",offline,,";
        } catch (UnknownTypeException e) {
            return ",unknown-type,,";
        }
    }

    /** Ollama's library calls other models by some of these names, without the owner. */
    @ParameterizedTest
    @CsvSource({
        "deepseek-ai/DeepSeek-V2, deepseek-v2",
        "someone/DeepSeek-R1-GGUF, deepseek-r1",
        "someone/Qwen3.6-35B-A3B-Uncensored-HauhauCS-Aggressive, qwen3.6-35b-a3b",
        "someone/gemma-4-E4B-it-OBLITERATED, gemma4-e4b",
        "mradermacher/JiRackUltra_14b-GGUF, qwen2.5-14b"
    })
    void repositoriesAreFoundByTheirOwnWords(String repository, String id) throws IOException {
        ResolvedModel found = resolver.resolve(repository);
        assertEquals(id, found.entry().orElseThrow().id());
        assertEquals(false, found.literal());
    }

    @ParameterizedTest
    @CsvSource({
        "thinkingmachines/Inkling, inkling",
        "unsloth/Inkling-Small-GGUF:Q4_K_M, inkling",
        "llama3.2-vision:11b, mllama",
        "solar-pro, solar",
        "sentence-transformers/all-mpnet-base-v2, mpnet",
        "sarvamai/sarvam-105b, sarvam_mla",
        "Zyphra/ZAYA1-8B, zaya",
        "allenai/Olmo-Hybrid-7B, olmo_hybrid"
    })
    void whatLlamaCppDoesNotLoadIsRefusedWithItsReason(String name, String architecture) throws IOException {
        try {
            resolver.resolve(name);
            throw new AssertionError(name + " was found");
        } catch (ModelNotFoundException e) {
            assertEquals("unsupported-model", e.reason().code());
            assertEquals(true, String.valueOf(e.getMessage()).contains("no architecture " + architecture));
        }
    }

    @Test
    void thePageShowsTheReviewedNames() throws IOException {
        String page = Files.readString(PAGE);
        List<String> missing = mostDownloaded()
                .map(row -> CsvLine.split(row).get(1))
                .filter(name -> !page.contains("| `" + name + "` |"))
                .toList();
        assertEquals(List.of(), missing, "run gguf-meta/src/main/scripts/names-page.py");
    }
}
