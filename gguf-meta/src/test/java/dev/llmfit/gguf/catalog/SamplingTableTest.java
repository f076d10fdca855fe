package dev.llmfit.gguf.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.layout.FieldsException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the makers of models say of sampling, and where. */
class SamplingTableTest {
    private static final String HEAD =
            "models,mode,temperature,top_p,top_k,min_p,presence_penalty,repeat_penalty,reasoning,source,date";

    @ParameterizedTest
    @CsvSource({
        "openai/gpt-oss-20b, 1.0, 1.0, -1, EFFORT",
        "Qwen/Qwen3-8B, 0.6, 0.95, 20, ON_OFF",
        "Qwen/Qwen3-30B-A3B, 0.6, 0.95, 20, ON_OFF",
        "Qwen/Qwen3-30B-A3B-Instruct-2507, 0.7, 0.8, 20, ",
        "Qwen/Qwen3-30B-A3B-Thinking-2507, 0.6, 0.95, 20, ALWAYS",
        "Qwen/Qwen3-Coder-Next, 1.0, 0.95, 40, ",
        "Qwen/Qwen3-Coder-30B-A3B-Instruct, 0.7, 0.8, 20, ",
        "google/gemma-4-31B-it, 1.0, 0.95, 64, ON_OFF",
        "deepseek-ai/DeepSeek-R1, 0.6, 0.95, -1, ALWAYS"
    })
    void theFirstRowThatMeansAModelCounts(
            String repository, double temperature, double topP, int topK, String switched) {
        Sampling s = SamplingTable.bundled().of(repository).orElseThrow();
        assertEquals(temperature, s.temperature().orElseThrow());
        assertEquals(topP, s.topP().orElseThrow());
        assertEquals(topK, s.topK().orElse(-1));
        assertEquals(Optional.ofNullable(switched), s.reasoning().map(Enum::name));
        assertTrue(s.source().contains("."), s.source());
    }

    @Test
    void otherValuesWithoutReasoningAreKnownApart() {
        Sampling off = SamplingTable.bundled().withoutReasoning("Qwen/Qwen3-8B").orElseThrow();
        assertEquals(0.7, off.temperature().orElseThrow());
        assertEquals(Optional.empty(), SamplingTable.bundled().withoutReasoning("openai/gpt-oss-20b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Qwen/Qwen3-Embedding-8B", "Qwen/Qwen2.5-Coder-7B-Instruct", "microsoft/phi-4", ""})
    void nothingIsInferredFromOtherModels(String repository) {
        assertEquals(Optional.empty(), SamplingTable.bundled().of(repository));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b,,1,,,,,,,,2026-01-01",
                "a/b,,1,,,,,,,card,yesterday",
                "a/b,on,1,,,,,,,card,2026-01-01",
                "a/b,,1,,,,,,sometimes,card,2026-01-01",
                "a/b,,1,card,2026-01-01"
            })
    void aRowWithoutSourceOrSenseIsRefused(String row) {
        assertThrows(FieldsException.class, () -> SamplingTable.read(List.of(HEAD, row)));
    }

    @Test
    void aRowThatMeansNoModelIsRefused() {
        SamplingTable table = SamplingTable.read(List.of(HEAD, "a/b-*,,1,,,,,,,card,2026-01-01"));
        table.check(List.of("a/b-1"), SamplingTableTest::refuse);
        assertThrows(FieldsException.class, () -> table.check(List.of("a/c"), SamplingTableTest::refuse));
    }

    private static void refuse(FieldsException refused) {
        throw refused;
    }
}
