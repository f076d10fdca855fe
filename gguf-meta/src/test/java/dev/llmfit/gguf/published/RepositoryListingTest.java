package dev.llmfit.gguf.published;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoryListingTest {
    private static RepositoryListing listing(String repository) {
        return PublishedListings.bundled().of(repository).orElseThrow();
    }

    /** What {@code find_best_model} of b11434 chooses. */
    @ParameterizedTest
    @CsvSource({
        "unsloth/Qwen3-30B-A3B-GGUF, q4_k_m, Qwen3-30B-A3B-Q4_K_M.gguf",
        "UNSLOTH/qwen3-30b-a3b-gguf, UD-Q4_K_XL, Qwen3-30B-A3B-UD-Q4_K_XL.gguf",
        "unsloth/Qwen3-30B-A3B-GGUF, Q4_K_XL, Qwen3-30B-A3B-UD-Q4_K_XL.gguf",
        "unsloth/Qwen3-30B-A3B-GGUF, BF16, Qwen3-30B-A3B-BF16-00001-of-00002.gguf",
        "unsloth/Qwen3.6-35B-A3B-GGUF, Q4_K_M, Qwen3.6-35B-A3B-UD-Q4_K_M.gguf",
        "Qwen/Qwen2.5-14B-Instruct-GGUF, Q4_K_M, qwen2.5-14b-instruct-q4_k_m-00001-of-00003.gguf",
        "Qwen/Qwen2.5-14B-Instruct-GGUF, F16, qwen2.5-14b-instruct-fp16-00001-of-00008.gguf",
        "microsoft/phi-4-gguf, Q4_K_M, phi-4-Q4_K.gguf",
        "ggml-org/gpt-oss-120b-GGUF, MXFP4, gpt-oss-120b-MXFP4.gguf",
    })
    void aTagMeansAFile(String repository, String tag, String path) {
        assertEquals(
                path, listing(repository).file(tag).map(PublishedFile::path).orElse(""));
    }

    @ParameterizedTest
    @CsvSource({
        "Qwen/Qwen3-14B-GGUF, Q4_K_M",
        "unsloth/Qwen3.6-35B-A3B-GGUF, UD-Q4_K_M",
        "ggml-org/gpt-oss-20b-GGUF, MXFP4",
    })
    void withoutATagTheUsualOneIsMeant(String repository, String label) {
        assertEquals(
                label,
                listing(repository)
                        .usual()
                        .flatMap(PublishedFile::label)
                        .map(TypeLabel::text)
                        .orElse(""));
    }

    @ParameterizedTest
    @CsvSource({
        "Qwen/Qwen3-14B-GGUF, Q3_K_M",
        "unsloth/Qwen3.6-35B-A3B-GGUF, Q2_K_L",
        "unsloth/Qwen3-30B-A3B-GGUF, nonsense",
    })
    void whatThereIsNotIsRefusedWithTheNearest(String repository, String tag) {
        RepositoryListing listing = listing(repository);
        assertTrue(listing.file(tag).isEmpty());
        UnknownTypeException e = listing.lacks(tag);
        assertTrue(e.hint().text().contains(repository + ":"), e.hint().text());
        assertTrue(String.valueOf(e.getMessage()).contains(tag), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"Q4_K_L, Q4_K_M", "Q3_K_L, Q3_K_M", "UD-Q6_K, Q6_K", "Q5_0, Q5_K_M"})
    void nearestAreTheTypesOfAsManyBits(String tag, String near) {
        assertEquals(
                "unsloth/Qwen3.5-122B-A10B-GGUF:" + near,
                listing("unsloth/Qwen3.5-122B-A10B-GGUF").nearest(tag, 3).getFirst());
    }

    @Test
    void otherRepositoriesAreNotListed() {
        assertTrue(PublishedListings.bundled().of("nobody/nothing-GGUF").isEmpty());
    }
}
