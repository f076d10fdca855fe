package dev.llmfit.gguf.published;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.published.PublishedShape.Basis;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.Quantizer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedShapeTest {
    private static Model shape(String id) {
        return Catalogue.bundled().find(id).orElseThrow().model();
    }

    private static PublishedShape of(String id, String repository, String label) {
        RepositoryListing listing = PublishedListings.bundled().of(repository).orElseThrow();
        return PublishedShape.of(shape(id), listing, listing.file(label).orElseThrow());
    }

    /** Bytes of files as the sources of sources.csv list them; what is no tensor is told by the file in Q8_0. */
    @ParameterizedTest
    @CsvSource({
        "llama3.1-8b, bartowski/Meta-Llama-3.1-8B-Instruct-GGUF, 8540775840, Q2_K_L, 3692160416",
        "llama3.1-8b, bartowski/Meta-Llama-3.1-8B-Instruct-GGUF, 8540775840, Q3_K_XL, 4781630880",
        "llama3.1-8b, bartowski/Meta-Llama-3.1-8B-Instruct-GGUF, 8540775840, Q4_K_L, 5310637472",
        "llama3.1-8b, bartowski/Meta-Llama-3.1-8B-Instruct-GGUF, 8540775840, Q5_K_L, 6057223584",
        "llama3.1-8b, bartowski/Meta-Llama-3.1-8B-Instruct-GGUF, 8540775840, Q6_K_L, 6850471328",
        "llama3.2-1b, bartowski/Llama-3.2-1B-Instruct-GGUF, 1321083008, Q3_K_XL, 796139648",
        "llama3.2-1b, bartowski/Llama-3.2-1B-Instruct-GGUF, 1321083008, Q4_K_L, 871309440",
        "llama3.2-1b, bartowski/Llama-3.2-1B-Instruct-GGUF, 1321083008, Q6_K_L, 1085415552",
        "gemma2-2b, bartowski/gemma-2-2b-it-GGUF, 2784495456, Q6_K_L, 2294241120",
        "deepseek-r1-distill-qwen-7b, bartowski/DeepSeek-R1-Distill-Qwen-7B-GGUF, 8098525152, Q4_K_L, 5087563744",
        "deepseek-r1-distill-qwen-7b, bartowski/DeepSeek-R1-Distill-Qwen-7B-GGUF, 8098525152, Q2_K_L, 3548164064",
        "smollm2-1.7b, bartowski/SmolLM2-1.7B-Instruct-GGUF, 1820414944, Q5_K_L, 1249858528",
        "qwen3-30b-a3b, unsloth/Qwen3-30B-A3B-GGUF, 32483932736, Q2_K_L, 11331539520",
        "qwen3-32b, unsloth/Qwen3-32B-GGUF, 34817719968, Q2_K_L, 12526975648",
        "qwen3-1.7b, unsloth/Qwen3-1.7B-GGUF, 1834426944, Q2_K_L, 777796160",
        "llama3.2-3b, unsloth/Llama-3.2-3B-Instruct-GGUF, 3421898816, Q2_K_L, 1363935680",
        "qwen3-30b-a3b, unsloth/Qwen3-30B-A3B-GGUF, 32483932736, Q4_K_M, 18556686912",
        "qwen3-coder-30b, unsloth/Qwen3-Coder-30B-A3B-Instruct-GGUF, 32483935392, Q4_0, 17379990688",
        "qwen3-235b-a22b, unsloth/Qwen3-235B-A22B-GGUF, 249940107008, Q3_K_M, 112447380832",
    })
    void publishersRecipesGiveTheListedBytes(String id, String repository, long q8, String label, long bytes) {
        long header = q8
                - Quantizer.of(shape(id))
                        .summarize(FileType.Q8_0, Imatrix.ABSENT)
                        .tensorBytes();
        PublishedShape published = of(id, repository, label);
        assertEquals(Basis.RECIPE, published.basis());
        // Split sets repeat their headers in each part, which moves the sum by some KiB.
        assertEquals(0, (double) (published.model().tensorBytes() + header - bytes), 4096);
        assertEquals(bytes, published.fileBytes().count());
    }

    @ParameterizedTest
    @CsvSource({
        "qwen3-30b-a3b, unsloth/Qwen3-30B-A3B-GGUF, UD-Q2_K_XL, 11814277696",
        "qwen3-30b-a3b, unsloth/Qwen3-30B-A3B-GGUF, UD-IQ1_S, 9043300928",
        "qwen3-32b, unsloth/Qwen3-32B-GGUF, UD-Q8_K_XL, 39481015968",
        "qwen3.6-35b-a3b, unsloth/Qwen3.6-35B-A3B-GGUF, UD-IQ3_XXS, 13211155424",
        "qwen3.6-35b-a3b, unsloth/Qwen3.6-35B-A3B-GGUF, Q4_K_M, 22134528992",
        "qwen3.5-27b, unsloth/Qwen3.5-27B-GGUF, UD-Q4_K_XL, 17621125024",
        "qwen3.5-27b, unsloth/Qwen3.5-27B-GGUF, Q4_K_M, 16740812704",
        "qwen3.5-122b-a10b, unsloth/Qwen3.5-122B-A10B-GGUF, UD-Q4_K_XL, 77029996032",
        "qwen3.8-27b, unsloth/Qwen3.8-27B-GGUF, UD-IQ4_XS, 14252845984",
        "glm-4.7-flash, unsloth/GLM-4.7-Flash-GGUF, UD-TQ1_0, 8331004256",
    })
    void otherMixturesAreFittedToTheListedBytes(String id, String repository, String label, long bytes) {
        PublishedShape published = of(id, repository, label);
        assertEquals(Basis.FITTED, published.basis());
        assertEquals(bytes, published.fileBytes().count());
        assertEquals(1, published.model().tensorBytes() / (double) bytes, 0.004);
        assertEquals(shape(id).tensors().size(), published.model().tensors().size());
    }

    @Test
    void fittedTensorsAreSpreadOverAllLayers() {
        Model model = of("qwen3-32b", "unsloth/Qwen3-32B-GGUF", "UD-Q4_K_XL").model();
        long first = layers(model, 0, 32);
        long second = layers(model, 32, 64);
        assertEquals(1, first / (double) second, 0.03);
    }

    private static long layers(Model model, int from, int to) {
        long sum = 0;
        for (var tensor : model.tensors()) {
            String name = tensor.name();
            if (name.startsWith("blk.")) {
                int layer = Integer.parseInt(name.substring(4, name.indexOf('.', 4)));
                sum += layer >= from && layer < to ? tensor.bytes() : 0;
            }
        }
        return sum;
    }

    @Test
    void gptOssKeepsItsExpertsInEveryFile() {
        Model model = of("gpt-oss-20b", "unsloth/gpt-oss-20b-GGUF", "Q4_K_M").model();
        assertTrue(model.tensors().stream()
                .filter(t -> t.name().contains("_exps.weight"))
                .allMatch(t -> t.type() == GgmlType.MXFP4));
    }

    @ParameterizedTest
    @CsvSource({
        "qwen3-4b, unsloth/Qwen3-4B-GGUF, UD-Q4_K_XL, its size is not listed",
        "gemma3-12b, unsloth/gemma-3-12b-it-GGUF, UD-Q2_K_XL, its size is not listed",
    })
    void aMixtureWithoutSizeIsRefused(String id, String repository, String label, String why) {
        UnknownTypeException e = assertThrows(UnknownTypeException.class, () -> of(id, repository, label));
        assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"Q6_K_L, bartowski", "Q4_K_L, ", "i1-Q4_K_M, mradermacher", "Q2_K_L, unsloth"})
    void namesWithAStatedRecipeNeedNoList(String label, String publisher) {
        PublishedShape published = PublishedShape.named(
                shape("gemma2-9b"),
                Optional.ofNullable(publisher),
                TypeLabel.of(label).orElseThrow(),
                "m:" + label);
        assertEquals(Basis.RECIPE, published.basis());
        assertTrue(published.model().tensorBytes()
                >= Quantizer.quantize(shape("gemma2-9b"), published.label().fileType())
                        .tensorBytes());
    }

    @ParameterizedTest
    @CsvSource({"UD-Q4_K_XL, unsloth", "Q4_K_L, somebody", "Q8_0_L, bartowski"})
    void namesWithoutOneAreRefused(String label, String publisher) {
        assertThrows(
                UnknownTypeException.class,
                () -> PublishedShape.named(
                        shape("gemma2-9b"),
                        Optional.of(publisher),
                        TypeLabel.of(label).orElseThrow(),
                        "m:" + label));
    }
}
