package dev.llmfit.gguf.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.fixtures.RecordedHeaders.QuantizedSize;
import dev.llmfit.gguf.ByteSource;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufValueType;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.TensorInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class QuantizerTest {
    private static final Map<String, List<QuantizedSize>> RECORDED = RecordedHeaders.quantizedSizes().stream()
            .collect(Collectors.groupingBy(QuantizedSize::model, LinkedHashMap::new, Collectors.toList()));

    static Stream<String> recordedModels() {
        return RECORDED.keySet().stream();
    }

    private static Model recorded(String name) throws IOException {
        return GgufReader.read(ByteSource.ofBytes(RecordedHeaders.f16(name)), TensorData.OPTIONAL)
                .toModel(name);
    }

    @ParameterizedTest
    @MethodSource("recordedModels")
    void typesAndSizesAreThoseOfLlamaQuantize(String name) throws IOException {
        Quantizer quantizer = Quantizer.of(recorded(name));
        for (QuantizedSize size : RECORDED.getOrDefault(name, List.of())) {
            FileType fileType = FileType.byName(size.fileType()).orElseThrow();
            QuantSummary summary = quantizer.summarize(fileType, Imatrix.ABSENT);
            Model quantized = quantizer.quantize(fileType, Imatrix.ABSENT);
            assertEquals(size.tensorBytes(), summary.tensorBytes(), size::toString);
            assertEquals(size.typesSha256(), sha256(quantized), size::toString);
            assertEquals(size.tensorBytes(), quantized.tensorBytes());
            assertEquals(GgufWriter.fileBytes(quantized.metadata(), quantized.tensors()), summary.fileBytes());
            assertEquals(
                    quantized.tensors().size(),
                    summary.tensors().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum());
        }
    }

    private static String sha256(Model model) {
        String lines = model.tensors().stream()
                .map(t -> t.name() + "\t" + t.type().name())
                .sorted()
                .collect(Collectors.joining("\n"));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(lines.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"llama3.1-8b", "qwen3-30b-a3b", "gemma3-1b", "mixtral-8x7b"})
    void aQuantizedFileGivesTheSameSizesAsTheF16File(String name) throws IOException {
        Model f16 = recorded(name);
        Quantizer again = Quantizer.of(Quantizer.quantize(f16, FileType.Q2_K));
        for (FileType fileType : List.of(FileType.Q4_K_M, FileType.IQ2_S, FileType.Q8_0)) {
            assertEquals(
                    Quantizer.of(f16).summarize(fileType, Imatrix.ABSENT), again.summarize(fileType, Imatrix.ABSENT));
        }
    }

    /** A model with two layers of the given width. */
    private static Model model(String architecture, int width, int experts, boolean tied) {
        Map<String, GgufValue> keys = new LinkedHashMap<>();
        keys.put("general.architecture", new GgufValue.Text(architecture));
        keys.put("split.no", new GgufValue.Int(GgufValueType.UINT16, 0));
        keys.put(architecture + ".block_count", new GgufValue.Int(GgufValueType.UINT32, 2));
        keys.put(architecture + ".expert_count", new GgufValue.Int(GgufValueType.UINT32, experts));
        List<TensorInfo> tensors = new ArrayList<>();
        tensors.add(new TensorInfo("token_embd.weight", GgmlType.F16, width, 1024, 1, 1));
        if (!tied) {
            tensors.add(new TensorInfo("output.weight", GgmlType.F16, width, 1024, 1, 1));
        }
        for (String block : List.of("blk.0.", "blk.1.")) {
            tensors.add(new TensorInfo(block + "attn_norm.weight", GgmlType.F32, width, 1, 1, 1));
            tensors.add(new TensorInfo(block + "attn_v.weight", GgmlType.F16, width, width, 1, 1));
            tensors.add(new TensorInfo(block + "attn_q_a.weight", GgmlType.F16, width, width, 1, 1));
            tensors.add(new TensorInfo(block + "attn_k_b.weight", GgmlType.F16, width, width, 4, 1));
            tensors.add(new TensorInfo(block + "ffn_gate_inp.weight", GgmlType.F32, width, 4, 1, 1));
            tensors.add(new TensorInfo(block + "ffn_down_exps.weight", GgmlType.F16, width, width, 4, 1));
        }
        return new Model(architecture, new Metadata(keys), tensors);
    }

    private static GgmlType type(Model model, String tensor, FileType fileType, Imatrix imatrix) {
        return Quantizer.of(model).quantize(fileType, imatrix).tensors().stream()
                .filter(t -> t.name().equals(tensor))
                .findFirst()
                .orElseThrow()
                .type();
    }

    @Test
    void tiedEmbeddingsAreTakenAsTheOutput() {
        Model tied = model("new-architecture", 512, 0, true);
        Model untied = model("new-architecture", 512, 0, false);
        assertEquals(GgmlType.Q6_K, type(tied, "token_embd.weight", FileType.Q4_K_M, Imatrix.ABSENT));
        assertEquals(GgmlType.Q4_K, type(untied, "token_embd.weight", FileType.Q4_K_M, Imatrix.ABSENT));
        assertEquals(GgmlType.Q6_K, type(untied, "output.weight", FileType.Q4_K_M, Imatrix.ABSENT));
    }

    @ParameterizedTest
    @CsvSource({"Q4_K_S,Q5_0", "Q5_K_S,Q5_1", "Q6_K,Q8_0", "Q2_K_S,Q4_0", "IQ4_XS,IQ4_NL", "IQ1_S,IQ4_NL", "TQ2_0,Q4_0"
    })
    void rowsThatDoNotFitFallBack(FileType fileType, GgmlType expected) {
        Model narrow = model("new-architecture", 96, 0, false);
        assertEquals(expected, type(narrow, "blk.1.attn_q_a.weight", fileType, Imatrix.PRESENT));
        assertTrue(Quantizer.of(narrow).summarize(fileType, Imatrix.PRESENT).fallbacks() > 0);
        Model odd = model("new-architecture", 90, 0, false);
        assertEquals(GgmlType.F16, type(odd, "blk.1.attn_q_a.weight", fileType, Imatrix.PRESENT));
    }

    @Test
    void blocksOf128HaveNoFallback() {
        Quantizer narrow = Quantizer.of(model("new-architecture", 96, 0, false));
        assertThrows(QuantizationException.class, () -> narrow.summarize(FileType.Q1_0, Imatrix.ABSENT));
        assertThrows(QuantizationException.class, () -> narrow.summarize(FileType.NVFP4, Imatrix.ABSENT));
    }

    @Test
    void eightExpertsGetMoreBitsForValues() {
        assertEquals(
                GgmlType.Q8_0,
                type(model("new-architecture", 512, 8, false), "blk.1.attn_v.weight", FileType.Q3_K_S, Imatrix.ABSENT));
        assertEquals(
                GgmlType.Q3_K,
                type(model("new-architecture", 512, 0, false), "blk.1.attn_v.weight", FileType.Q3_K_S, Imatrix.ABSENT));
    }

    @Test
    void onlyExpertsBecomeMxfp4() {
        Model other = model("new-architecture", 512, 8, false);

        assertEquals(GgmlType.MXFP4, type(other, "blk.0.ffn_down_exps.weight", FileType.MXFP4_MOE, Imatrix.ABSENT));
        assertEquals(GgmlType.Q8_0, type(other, "blk.0.attn_v.weight", FileType.MXFP4_MOE, Imatrix.ABSENT));
        assertEquals(GgmlType.F32, type(other, "blk.0.ffn_gate_inp.weight", FileType.MXFP4_MOE, Imatrix.ABSENT));
    }

    @Test
    void lowBitTypesNeedAnImportanceMatrix() throws IOException {
        Quantizer quantizer = Quantizer.of(recorded("llama3.1-8b"));
        for (FileType fileType : List.of(FileType.IQ2_XXS, FileType.IQ1_S, FileType.Q2_K_S, FileType.IQ3_XXS)) {
            assertTrue(quantizer.summarize(fileType, Imatrix.ABSENT).requiresImatrix(), fileType.name());
        }
        for (FileType fileType : List.of(FileType.Q2_K, FileType.IQ3_S, FileType.IQ4_XS, FileType.Q4_K_M)) {
            assertFalse(quantizer.summarize(fileType, Imatrix.ABSENT).requiresImatrix(), fileType.name());
        }
    }

    @Test
    void anImportanceMatrixChangesSomeTypes() throws IOException {
        Model llama = recorded("llama3.1-8b");
        String down = "blk.0.ffn_down.weight";
        assertEquals(GgmlType.Q5_K, type(llama, down, FileType.IQ4_XS, Imatrix.ABSENT));
        assertEquals(GgmlType.IQ4_XS, type(llama, down, FileType.IQ4_XS, Imatrix.PRESENT));
        assertEquals(GgmlType.Q4_0, type(llama, down, FileType.Q4_0, Imatrix.ABSENT));
        assertEquals(GgmlType.Q4_1, type(llama, down, FileType.Q4_0, Imatrix.PRESENT));
        assertEquals(GgmlType.Q4_K, type(llama, down, FileType.IQ3_XXS, Imatrix.ABSENT));
        assertEquals(GgmlType.IQ3_XXS, type(llama, down, FileType.IQ3_XXS, Imatrix.PRESENT));
    }

    @Test
    void metadataNameTheFileTypeAndDropTheSplit() {
        Metadata keys = Quantizer.quantize(model("new-architecture", 512, 0, false), FileType.IQ4_XS)
                .metadata();
        assertEquals(30, keys.integer("general.file_type").orElseThrow());
        assertEquals(2, keys.integer("general.quantization_version").orElseThrow());
        assertTrue(keys.find("split.no").isEmpty());
        assertEquals(FileType.IQ4_XS, FileType.of(keys).orElseThrow());
    }

    @Test
    void bitsPerWeightCountAllTensors() throws IOException {
        QuantSummary summary = Quantizer.of(recorded("llama3.1-8b")).summarize(FileType.Q4_K_M, Imatrix.ABSENT);
        assertEquals(4.89, summary.bitsPerWeight(), 0.01);
        assertEquals(Map.of(GgmlType.F32, 66, GgmlType.Q4_K, 193, GgmlType.Q6_K, 33), summary.tensors());
    }

    @ParameterizedTest
    @CsvSource({"q4_k,Q4_K_M", "Q4_K_M,Q4_K_M", "iq2_xs,IQ2_XS", "fp16,F16", "mxfp4,MXFP4_MOE", "q8_0,Q8_0"})
    void namesAreThoseUsersType(String name, FileType expected) {
        assertEquals(expected, FileType.byName(name).orElseThrow());
    }
}
