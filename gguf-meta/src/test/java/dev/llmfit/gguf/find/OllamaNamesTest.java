package dev.llmfit.gguf.find;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.published.UnknownTypeException;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.gguf.reference.ModelNotFoundException.Reason;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.units.CsvLine;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What names of Ollama's library, and names that look like them, mean without a network. */
class OllamaNamesTest {
    private final ModelResolver resolver = ModelResolver.of(Environment.ofProcess(), true);

    static Stream<String> mostPulled() throws IOException {
        try (var in = Objects.requireNonNull(OllamaNamesTest.class.getResourceAsStream("most-pulled.csv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().filter(line -> !line.startsWith("#")).skip(1).toList().stream();
        }
    }

    /** The table was reviewed row by row: docs/models.md tells with which sources. */
    @ParameterizedTest
    @MethodSource("mostPulled")
    void theMostPulledNamesMeanWhatTheyMeanInOllama(String row) throws IOException {
        List<String> f = CsvLine.split(row);
        assertEquals(String.join(",", f.subList(2, f.size())), told(f.get(1)), row);
    }

    private String told(String name) throws IOException {
        try {
            ResolvedModel found = resolver.resolve(name);
            return String.join(
                    ",",
                    found.entry().map(CatalogueEntry::id).orElseThrow(),
                    found.literal() ? "own" : "shape",
                    found.fileType().map(Enum::name).orElseThrow(),
                    found.type().orElseThrow().source().id(),
                    String.format(Locale.ROOT, "%.2f", Quantizer.fileBytes(found.model()) / 1e9));
        } catch (ModelNotFoundException e) {
            return String.join(",", "", e.reason().code(), "", "", "");
        }
    }

    @Test
    void theTableHoldsAHundredNames() throws IOException {
        assertEquals(100, mostPulled().count());
    }

    @ParameterizedTest
    @CsvSource({
        // latest
        "deepseek-r1:latest, deepseek-r1-0528-qwen3-8b, Q4_K_M, true",
        "deepseek-r1:671b, deepseek-r1, Q4_K_M, true",
        "qwen3.6, qwen3.6-35b-a3b, Q4_K_M, true",
        "granite4:3b, granite4-micro, Q4_K_M, true",
        // default types
        "gemma2:27b, gemma2-27b, Q4_0, true",
        "llama3.2:1b, llama3.2-1b, Q8_0, true",
        "smollm2:360m, smollm2-360m, F16, true",
        "phi3:mini-128k, phi3-mini-128k, Q4_0, true",
        "phi3:14b-medium-128k-instruct-q6_K, phi3-medium-128k, Q6_K, true",
        // separators and pages
        "mistral-small-3.2, mistral-small3.2-24b, Q4_K_M, true",
        "Mistral Small 3.2, mistral-small3.2-24b, Q4_K_M, true",
        "gemma-3-12b-it-qat, gemma3-12b, Q4_0, true",
        "granite 3.2 8b, granite3.1-8b, Q4_K_M, false",
        "library/llama3.2:3b, llama3.2-3b, Q4_K_M, true",
        "https://ollama.com/library/qwen2.5-coder:7b-instruct-q5_K_M, qwen2.5-coder-7b, Q5_K_M, true",
        // variants without a size
        "mistral:instruct, mistral-7b-v0.3, Q4_K_M, true",
        "mistral:v0.1, mistral-7b-v0.1, Q4_0, true",
        "llama3:instruct, llama3-8b, Q4_0, true",
        "phi3:instruct, phi3-mini-4k, Q4_0, true",
        "codellama:python, codellama-7b-python, Q4_0, true",
        "starcoder2:instruct, starcoder2-15b, Q4_0, false",
        // fine-tunes with the shape of a known model
        "llama2-uncensored:7b-chat-q8_0, llama2-7b, Q8_0, false",
        "dolphin-mixtral:8x7b-v2.7-q5_K_M, dolphin-mixtral-8x7b, Q5_K_M, false",
        "gpt-oss-safeguard, gpt-oss-safeguard-20b, MXFP4_MOE, true",
        // dates and versions that are of the model's own id
        "qwen3:30b-a3b-thinking-2507-q8_0, qwen3-30b-a3b-thinking-2507, Q8_0, true",
        "qwen3:4b-instruct-2507-q4_K_M, qwen3-4b-instruct-2507, Q4_K_M, true",
        // repositories of publishers that the catalogue does not list
        "bartowski/mistralai_Mistral-Small-3.2-24B-Instruct-2506-GGUF, mistral-small3.2-24b, Q4_K_M, false",
        "someone/Qwen3-8B-abliterated-i1-GGUF:Q5_K_S, qwen3-8b, Q5_K_S, false"
    })
    void tagsMeanWhatTheyMeanInOllama(String name, String id, FileType type, boolean literal) throws IOException {
        ResolvedModel found = resolver.resolve(name);
        assertEquals(Optional.of(id), found.entry().map(CatalogueEntry::id));
        assertEquals(Optional.of(type), found.fileType());
        assertEquals(literal, found.literal());
    }

    @ParameterizedTest
    @CsvSource({
        "qwen3:30b-a3b:FOO, UNKNOWN_TYPE",
        "llama3.1:8b-instruct-q9, UNKNOWN_TYPE",
        "qwen3.5:35b-a3b-coding-nvfp4, UNKNOWN_TYPE",
        "qwen3.5:9b-mxfp8, UNKNOWN_TYPE",
        "qwen3.5:9b-mlx-bf16, OTHER_FORMAT",
        "Qwen/Qwen3-8B:Q4_K_XXL, UNKNOWN_TYPE",
        "llama3.1:8b-foo, MODEL_NOT_FOUND",
        "llama3.1:9b, MODEL_NOT_FOUND",
        "gpt-oss:20b-cloud, CLOUD",
        "glm-5:cloud, CLOUD",
        "gemini-3-flash-preview, CLOUD",
        "granite 4.1, AMBIGUOUS",
        "wizardlm, AMBIGUOUS",
        "gpt-4o, UNSUPPORTED_MODEL",
        "claude 3.5 sonnet, UNSUPPORTED_MODEL",
        "gemini-2.5-pro, UNSUPPORTED_MODEL",
        "whisper-large-v3, UNSUPPORTED_MODEL",
        "flux.1-dev, UNSUPPORTED_MODEL",
        "mlx-community/Qwen3-8B-4bit, OTHER_FORMAT",
        "lmstudio-community/Qwen3-8B-MLX-4bit, OTHER_FORMAT",
        "Qwen/Qwen3-8B-AWQ, OTHER_FORMAT",
        "TheBloke/Llama-2-7B-Chat-GPTQ, OTHER_FORMAT",
        "RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8, OTHER_FORMAT",
        "RedHatAI/Llama-3.3-70B-Instruct-quantized.w4a16, OTHER_FORMAT",
        "turboderp/Llama-3.1-8B-Instruct-exl2, OTHER_FORMAT",
        "unsloth/Qwen3-8B-bnb-4bit, OTHER_FORMAT",
        "nvidia/Qwen3-8B-NVFP4, OTHER_FORMAT",
        "OpenVINO/Qwen3-8B-int4-ov, OTHER_FORMAT"
    })
    void whatIsNotKnownIsRefusedWithItsReason(String name, Reason reason) {
        ModelNotFoundException e = assertThrows(ModelNotFoundException.class, () -> resolver.resolve(name));
        assertEquals(reason, e.reason(), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).length() < 300, e.getMessage());
    }

    /** Names that publishers made up are known from lists of files, or not at all. */
    @ParameterizedTest
    @ValueSource(strings = {"unsloth/Qwen3-30B-A3B-GGUF:nonsense", "qwen3:30b-UD-Q4_K_M"})
    void typesThatNoListHasAreRefused(String name) {
        assertThrows(UnknownTypeException.class, () -> resolver.resolve(name));
    }

    /** Each of these was once answered with a neighbour. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama3.2-vision",
                "llama3.2 vision",
                "llama3.2-vision:11b-instruct-q4_K_M",
                "qwen4",
                "qwen2.5-vision",
                "solar-pro",
                "llama9",
                "gemma5",
                "phi5-mini",
                "deepseek v5",
                "mistral-huge",
                "granite4-vision",
                "nomic embed v3"
            })
    void neighboursAreNotTaken(String name) {
        ModelNotFoundException e = assertThrows(ModelNotFoundException.class, () -> resolver.resolve(name));
        assertTrue(
                e.reason() == Reason.MODEL_NOT_FOUND || e.reason() == Reason.UNSUPPORTED_MODEL,
                e.reason().code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"snowflake-arctic-embed9", "xwinlm:3b", "no-such-2.7b", "zz 7b instruct"})
    void onlyRelatedNamesAreSuggested(String name) {
        ModelNotFoundException e = assertThrows(ModelNotFoundException.class, () -> resolver.resolve(name));
        String family = name.split("[-: ]", 2)[0];
        assertTrue(
                e.nearest().stream().allMatch(n -> n.contains(family) || n.contains("embed")),
                () -> e.nearest().toString());
        assertTrue(e.nearest().stream().noneMatch(n -> n.endsWith("cloud")));
    }

    @ParameterizedTest
    @CsvSource({
        "wizardlm, wizardlm:13b",
        "gptoss 20b, gpt-oss:20b",
        "r1 70b, deepseek-r1:70b",
        "L3.3 70b, llama3.3:70b",
        "q3 8b, qwen3:8b",
        "qwne3 8b, qwen3:8b",
        "gema3 27b, gemma3:27b",
        "llama 70b, llama3.3:70b"
    })
    void abbreviationsAndSlipsAreRefusedWithChoices(String name, String choice) {
        ModelNotFoundException e = assertThrows(ModelNotFoundException.class, () -> resolver.resolve(name));
        assertTrue(e.nearest().contains(choice), e.nearest().toString());
    }

    @Test
    void aFileTypeIsSuggestedForThisModel() {
        ModelNotFoundException e =
                assertThrows(ModelNotFoundException.class, () -> resolver.resolve("qwen3:8b:Q4_K_N"));
        assertTrue(e.nearest().contains("qwen3:8b:Q4_K_M"), e.nearest().toString());
    }

    @Test
    void aPhraseIsTakenWhenAllItsWordsAreOfOneModel() throws IOException {
        ResolvedModel found = resolver.resolve("gemma 3 27b");
        assertEquals("gemma3:27b", found.name());
        assertEquals(false, found.literal());
    }

    /** Google's files keep the embeddings in F16: 17.2 GB and 8.07 GB (cards of google/gemma-3-*-it-qat-q4_0-gguf). */
    @ParameterizedTest
    @CsvSource({
        "gemma3:27b-it-qat, 17.2",
        "google/gemma-3-27b-it-qat-q4_0-gguf, 17.2",
        "gemma3:12b-it-qat, 8.07",
        "gemma3:4b-it-qat, 3.16"
    })
    void modelsTrainedForFourBitsHaveTheirOwnMixture(String name, double gb) throws IOException {
        ResolvedModel found = resolver.resolve(name);
        assertEquals(Optional.of(FileType.Q4_0), found.fileType());
        assertEquals(gb, Quantizer.fileBytes(found.model()) / 1e9, 0.05);
    }

    /** bartowski's and ggml-org's files of gpt-oss 120b: the experts are MXFP4 in each (GiB, cards of 2025-08). */
    @ParameterizedTest
    @CsvSource({
        "gpt-oss:120b, 59.0",
        "gpt-oss:120b:Q4_K_M, 58.46",
        "gpt-oss:120b:Q6_K, 58.94",
        "gpt-oss:120b:F16, 60.88"
    })
    void expertsThatArePublishedInMxfp4StaySo(String name, double gib) throws IOException {
        assertEquals(gib, Quantizer.fileBytes(resolver.resolve(name).model()) / (double) (1L << 30), 0.03);
    }
}
