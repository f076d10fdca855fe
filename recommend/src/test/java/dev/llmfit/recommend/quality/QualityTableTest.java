package dev.llmfit.recommend.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.GgmlType;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityTableTest {
    private static Quality of(String fileType, double parameters) {
        return QualityTable.of(fileType, (long) parameters, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"Q8_0, 5", "Q6_K, 5", "Q5_K_M, 5", "Q4_K_M, 4", "IQ4_XS, 4", "Q3_K_M, 3", "Q2_K, 2", "IQ2_XXS, 1"})
    void dotsOfAnEightBillionModel(String fileType, int dots) {
        assertEquals(Optional.of(dots), of(fileType, 8.03e9).dots());
    }

    @Test
    void theMeasuredModelLosesWhatWasMeasured() {
        assertEquals(2.43, of("Q4_K_M", 8.03e9).pplPercent().orElseThrow(), 0.01);
    }

    @Test
    void largerModelsLoseLess() {
        // Llama 2 70B, llama.cpp tools/perplexity/README.md: Q4_K_M 1.20 %, Q3_K_M 4.72 %
        assertEquals(1.20, of("Q4_K_M", 69e9).pplPercent().orElseThrow(), 0.2);
        assertEquals(4.72, of("Q3_K_M", 69e9).pplPercent().orElseThrow(), 1.1);
    }

    @Test
    void aTypeNobodyMeasuredHasNoNumber() {
        assertTrue(of("TQ1_0", 8e9).pplPercent().isEmpty());
    }

    @Test
    void thePublishedTypeLosesNothing() {
        Quality quality = QualityTable.of("MXFP4_MOE", 20_000_000_000L, Optional.of("MXFP4"));
        assertEquals(Optional.of(0.0), quality.pplPercent());
    }

    @Test
    void aQuantizedCacheCostsSomething() {
        Quality file = of("Q8_0", 8e9);
        double q8 = QualityTable.withCache(file, GgmlType.Q8_0, GgmlType.Q8_0).doublingsLost();
        double q4 = QualityTable.withCache(file, GgmlType.Q4_0, GgmlType.Q4_0).doublingsLost();
        assertTrue(file.doublingsLost() < q8 && q8 < q4, file.doublingsLost() + " " + q8 + " " + q4);
    }
}
