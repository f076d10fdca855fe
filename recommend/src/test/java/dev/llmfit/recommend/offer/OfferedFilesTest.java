package dev.llmfit.recommend.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.recommend.offer.FileSource.Published;
import dev.llmfit.recommend.offer.FileSource.ToMake;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferedFilesTest {
    private static CatalogueOffer offer(String name) {
        return CatalogueOffer.of(name, Catalogue.bundled().find(name).orElseThrow());
    }

    private static CatalogueOffer offer(String name, String repository) {
        return CatalogueOffer.of(name, Catalogue.bundled().find(name).orElseThrow(), repository);
    }

    @ParameterizedTest
    @CsvSource({
        "qwen3:30b, Q3_K_M, unsloth/Qwen3-30B-A3B-GGUF:Q3_K_M, 1",
        "qwen3:30b, BF16, unsloth/Qwen3-30B-A3B-GGUF:BF16, 2",
        "qwen2.5:14b, Q8_0, bartowski/Qwen2.5-14B-Instruct-GGUF:Q8_0, 1",
        "qwen2.5:32b, Q8_0, Qwen/Qwen2.5-32B-Instruct-GGUF:Q8_0, 9",
        "qwen2.5:14b, Q4_K_L, bartowski/Qwen2.5-14B-Instruct-GGUF:Q4_K_L, 1",
        "qwen2.5:14b, F16, bartowski/Qwen2.5-14B-Instruct-GGUF:F16, 1",
        "qwen2.5:14b, Q5_0, Qwen/Qwen2.5-14B-Instruct-GGUF:Q5_0, 3",
        "qwen2.5:3b, F16, Qwen/Qwen2.5-3B-Instruct-GGUF:FP16, 2",
        "gpt-oss:20b, MXFP4_MOE, ggml-org/gpt-oss-20b-GGUF:MXFP4, 1",
        "qwen3.6:27b, UD-Q4_K_XL, unsloth/Qwen3.6-27B-GGUF:UD-Q4_K_XL, 1",
    })
    void aListedFileIsNamedAsItIs(String model, String type, String reference, int parts) {
        Published published = assertInstanceOf(Published.class, offer(model).source(type));
        assertEquals(Optional.of(reference), published.reference());
        assertTrue(published.listed().isPresent());
        assertEquals(parts, published.parts());
        assertEquals(parts == 1, published.suitsOllama());
    }

    @Test
    void anUnlistedRepositoryIsSaidToBeSo() {
        Published source = assertInstanceOf(Published.class, offer("gemma2:9b").source("Q5_K_M"));
        assertEquals(Optional.empty(), source.listed());
        assertTrue(source.usual() && source.suitsOllama(), "its publisher has this type elsewhere");
    }

    @ParameterizedTest
    @CsvSource({
        "gemma4:31b, ggml-org, Q5_K_M",
        "trinity-mini, mradermacher, IQ3_M",
        "deepseek-v3.1:671b, unsloth, IQ2_S",
    })
    void typesThatAPublisherNeverHasAreNotOffered(String model, String publisher, String type) {
        Published source = assertInstanceOf(Published.class, offer(model).source(type));
        boolean offered = offer(model).fileTypes().contains(type);
        assertTrue(!offered || !source.repository().startsWith(publisher + "/"), source::toString);
    }

    @Test
    void withoutARepositoryOnlyWhatTheLibraryHasIsOffered() {
        CatalogueOffer offer = offer("ministral-3:14b");
        assertEquals(List.of("Q4_K_M"), offer.fileTypes());
        assertEquals(Optional.of("ministral-3:14b"), offer.ollama("Q4_K_M"));
        assertEquals(Optional.empty(), offer.ollama("Q8_0"));
        assertEquals(List.of("F16"), offer("bge-m3:567m").fileTypes());
    }

    @Test
    void aLargeFileIsInPartsThatOllamaDoesNotTake() {
        Published source = assertInstanceOf(Published.class, offer("glm-5.3").source("Q4_K_M"));
        assertFalse(source.suitsOllama());
    }

    @Test
    void whatNoRepositoryHasMustBeMade() {
        assertInstanceOf(ToMake.class, offer("llama3.2:1b").source("Q3_K_S"));
        List<String> types = offer("llama3.2:1b").fileTypes();
        assertTrue(types.contains("Q6_K"), types::toString);
        assertFalse(types.contains("Q3_K_S"), types::toString);
        assertFalse(types.contains("Q6_K_L"), "a plain Q6_K is there");
    }

    @Test
    void aRepositoryOfMadeUpNamesOffersThose() {
        List<String> types =
                offer("qwen3.6:35b", "unsloth/Qwen3.6-35B-A3B-GGUF").fileTypes();
        assertTrue(types.containsAll(List.of("Q8_0", "UD-Q4_K_XL", "UD-IQ3_XXS")), types::toString);
        assertFalse(types.contains("Q4_K_M"), types::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "qwen3.6:35b, UD-IQ3_XXS, 13211155424",
        "qwen3.6:35b, UD-Q4_K_XL, 22360456160",
        "qwen3:30b, Q4_K_M, 18556686912",
        "qwen3:30b, UD-Q2_K_XL, 11814277696",
    })
    void listedFilesHaveTheirListedSize(String model, String type, long bytes) {
        CatalogueOffer offer = offer(model);
        assertEquals(bytes, offer.fileBytes(type).count());
        assertEquals(1, offer.model(type).tensorBytes() / (double) bytes, 0.004);
        assertTrue(offer.leastBytes(type).compareTo(offer.fileBytes(type)) <= 0);
    }
}
