package dev.llmfit.recommend.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.GgmlType;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityTableTest {
    private static QuantizedFile file(String fileType, Preparation preparation, double parameters) {
        return new QuantizedFile(
                fileType, preparation, OptionalDouble.empty(), "llama", (long) parameters, false, Optional.empty());
    }

    private static double percent(String fileType, Preparation preparation, double parameters) {
        return QualityTable.of(file(fileType, preparation, parameters))
                .pplPercent()
                .orElseThrow();
    }

    private static QuantizedFile gemma(String fileType, Preparation preparation, double bits) {
        return new QuantizedFile(
                fileType, preparation, OptionalDouble.of(bits), "gemma4", 30_700_000_000L, false, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"Q8_0, 5", "Q6_K, 5", "Q5_K_M, 5", "Q4_K_M, 4", "IQ4_XS, 4", "Q3_K_M, 3", "Q2_K, 2", "IQ2_XXS, 1"})
    void dotsOfAnEightBillionModel(String fileType, int dots) {
        assertEquals(
                Optional.of(dots),
                QualityTable.of(file(fileType, Preparation.IMATRIX, 8.03e9)).dots());
    }

    @Test
    void theMeasuredModelLosesWhatWasMeasured() {
        assertEquals(2.44, percent("Q4_K_M", Preparation.IMATRIX, 8.03e9), 0.01);
        assertEquals(2.83, percent("Q4_K_M", Preparation.PLAIN, 8.03e9), 0.01);
        assertEquals(38.8, percent("Q2_K", Preparation.IMATRIX, 8.03e9), 0.1);
        assertEquals(56.5, percent("Q2_K", Preparation.PLAIN, 8.03e9), 0.1);
    }

    @ParameterizedTest
    // Llama 2 70B, llama.cpp tools/perplexity/README.md; Qwen by KL divergence, dataset quantgap/results
    @CsvSource({"Q4_K_M, 69e9, 1.20, 0.2", "Q3_K_M, 69e9, 4.72, 1.1", "Q3_K_M, 0.596e9, 48, 12", "Q3_K_M, 1.54e9, 17, 2"
    })
    void otherSizesLoseWhatWasMeasuredOnThem(String fileType, double parameters, double measured, double within) {
        assertEquals(measured, percent(fileType, Preparation.PLAIN, parameters), within);
    }

    @Test
    void smallModelsLoseMoreAndMixturesMoreThanDenseOnesOfTheirSize() {
        double before = Double.POSITIVE_INFINITY;
        for (double b = 0.2; b < 300; b *= 1.3) {
            double lost = percent("Q4_K_M", Preparation.PLAIN, b * 1e9);
            assertTrue(lost <= before, b + " B: " + lost + " after " + before);
            before = lost;
        }
        QuantizedFile dense = file("Q4_K_M", Preparation.PLAIN, 35e9);
        QuantizedFile mixture = new QuantizedFile(
                "Q4_K_M",
                Preparation.PLAIN,
                OptionalDouble.empty(),
                "qwen35moe",
                35_000_000_000L,
                true,
                Optional.empty());
        assertTrue(QualityTable.of(mixture).doublingsLost()
                > QualityTable.of(dense).doublingsLost());
    }

    @Test
    void aPlainTwoBitFileCollapsesWhereOthersOfItsSizeKeep() {
        // nl2bash at 16 bit 84.8: Q2_K 58.6, own imatrix IQ2_M 84.7, UD-IQ2_M 84.0, UD-IQ2_XXS 76.8
        double plain = QualityTable.of(gemma("Q2_K", Preparation.PLAIN, 2.7)).doublingsLost();
        double matrix =
                QualityTable.of(gemma("IQ2_M", Preparation.IMATRIX, 2.84)).doublingsLost();
        double dynamic =
                QualityTable.of(gemma("UD-IQ2_M", Preparation.DYNAMIC, 2.7)).doublingsLost();
        double smaller =
                QualityTable.of(gemma("UD-IQ2_XXS", Preparation.DYNAMIC, 2.06)).doublingsLost();
        assertTrue(plain > 3 * dynamic && plain > 3 * matrix, plain + " " + dynamic + " " + matrix);
        assertTrue(smaller > dynamic, smaller + " " + dynamic);
    }

    @Test
    void aMixtureOfThePublishersOwnIsPlacedByItsBits() {
        QuantizedFile three = new QuantizedFile(
                "UD-Q2_K_XL",
                Preparation.DYNAMIC,
                OptionalDouble.of(3.0),
                "llama",
                8_030_000_000L,
                false,
                Optional.empty());
        double lost = QualityTable.of(three).pplPercent().orElseThrow();
        assertTrue(lost > 19.7 && lost < 38.1, "between IQ3_XXS and IQ2_M, not " + lost);
    }

    @Test
    void aTypeNobodyMeasuredHasNoNumber() {
        assertTrue(QualityTable.of(file("TQ1_0", Preparation.PLAIN, 8e9))
                .pplPercent()
                .isEmpty());
    }

    @Test
    void thePublishedTypeLosesNothing() {
        QuantizedFile file = new QuantizedFile(
                "MXFP4_MOE",
                Preparation.PLAIN,
                OptionalDouble.empty(),
                "gpt-oss",
                20_000_000_000L,
                true,
                Optional.of("MXFP4"));
        assertEquals(Optional.of(0.0), QualityTable.of(file).pplPercent());
    }

    @Test
    void aQuantizedCacheCostsSomething() {
        Quality file = QualityTable.of(file("Q4_K_M", Preparation.IMATRIX, 8e9));
        double q8 = QualityTable.withCache(file, 8_000_000_000L, GgmlType.Q8_0, GgmlType.Q8_0)
                .doublingsLost();
        double q4 = QualityTable.withCache(file, 8_000_000_000L, GgmlType.Q4_0, GgmlType.Q4_0)
                .doublingsLost();
        double small = QualityTable.withCache(file, 600_000_000L, GgmlType.Q4_0, GgmlType.Q4_0)
                .doublingsLost();
        assertTrue(file.doublingsLost() < q8 && q8 < q4 && 5 * q4 < small, q8 + " " + q4 + " " + small);
    }

    @ParameterizedTest
    @CsvSource({
        "Q4_K_M, ggml-org/gemma-4-31B-it-GGUF, PLAIN",
        "Q4_K_M, bartowski/Qwen3.8-27B-GGUF, IMATRIX",
        "Q4_K_M, mradermacher/X-GGUF, PLAIN",
        "Q4_K_M, mradermacher/X-i1-GGUF, IMATRIX",
        "IQ4_XS, mradermacher/X-GGUF, IMATRIX",
        "UD-Q4_K_XL, unsloth/X-GGUF, DYNAMIC",
        "i1-Q4_K_M, anyone/X, IMATRIX"
    })
    void repositoryAndNameTellHowAFileWasMade(String fileType, String repository, Preparation made) {
        assertEquals(made, Preparation.of(fileType, Optional.of(repository)));
    }
}
