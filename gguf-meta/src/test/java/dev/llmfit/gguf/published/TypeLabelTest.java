package dev.llmfit.gguf.published;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.published.TypeLabel.Kind;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypeLabelTest {
    @ParameterizedTest
    @CsvSource({
        "Q4_K_M, Q4_K_M, PLAIN, Q4_K_M",
        "q4_k, Q4_K, PLAIN, Q4_K_M",
        "fp16, FP16, PLAIN, F16",
        "mxfp4, MXFP4, PLAIN, MXFP4_MOE",
        "UD-Q4_K_XL, UD-Q4_K_XL, DYNAMIC, Q4_K_M",
        "ud-iq2_xxs, UD-IQ2_XXS, DYNAMIC, IQ2_XXS",
        "UD-Q8_K_XL, UD-Q8_K_XL, DYNAMIC, Q8_0",
        "UD-IQ4_NL_XL, UD-IQ4_NL_XL, DYNAMIC, IQ4_NL",
        "UD-Q6_K_S, UD-Q6_K_S, DYNAMIC, Q6_K",
        "UD-TQ1_0, UD-TQ1_0, DYNAMIC, TQ1_0",
        "i1-Q4_K_M, i1-Q4_K_M, WITH_IMATRIX, Q4_K_M",
        "I1-IQ3_XXS, i1-IQ3_XXS, WITH_IMATRIX, IQ3_XXS",
        "Q6_K_L, Q6_K_L, EXTENDED, Q6_K",
        "q3_k_xl, Q3_K_XL, EXTENDED, Q3_K_M",
        "Q8_0_L, Q8_0_L, EXTENDED, Q8_0",
    })
    void namesOfTypesAreRead(String text, String label, Kind kind, FileType fileType) {
        assertEquals(Optional.of(new TypeLabel(label, kind, fileType)), TypeLabel.of(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "q9",
                "8b",
                "30b-a3b",
                "latest",
                "UD-",
                "UD-FOO",
                "i1-",
                "i1-UD-Q4_K_M",
                "Q4_K_Z",
                "L",
                "_XL"
            })
    void otherWordsAreNone(String text) {
        assertEquals(Optional.empty(), TypeLabel.of(text));
    }

    @ParameterizedTest
    @CsvSource({
        "Qwen3-30B-A3B-UD-Q2_K_XL.gguf, UD-Q2_K_XL",
        "BF16/Qwen3-32B-BF16-00001-of-00002.gguf, BF16",
        "Model.i1-Q4_K_S.gguf, i1-Q4_K_S",
        "qwen2.5-14b-instruct-q5_k_m-00001-of-00003.gguf, Q5_K_M",
        "8b-instruct-Q6_K_L, Q6_K_L",
        "UD-Q4_K_M/m-UD-Q4_K_M-00001-of-00003.gguf, UD-Q4_K_M",
    })
    void theTypeIsFoundAtTheEndOfAFilesName(String path, String label) {
        assertEquals(label, TypeLabel.suffixOf(path).map(TypeLabel::text).orElse(""));
    }
}
