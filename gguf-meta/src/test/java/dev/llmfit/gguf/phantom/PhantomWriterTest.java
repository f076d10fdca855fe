package dev.llmfit.gguf.phantom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.gguf.ByteSource;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.GgufFile;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhantomWriterTest {
    private static final long SEED = 7;

    @TempDir
    Path folder = Path.of("");

    private static Model model(String name, FileType fileType) throws IOException {
        return Quantizer.quantize(
                GgufReader.read(ByteSource.ofBytes(RecordedHeaders.f16(name)), TensorData.OPTIONAL)
                        .toModel(name),
                fileType);
    }

    @Test
    void hasTheLayoutOfTheModelAndTakesLittleDisk() throws IOException {
        Model model = model("llama3.1-8b", FileType.Q4_K_M);
        Path file = folder.resolve("phantom.gguf");
        PhantomFile phantom = PhantomWriter.write(file, model, Vocabulary.NONE, SEED);
        GgufFile read = GgufReader.read(file, TensorData.REQUIRED);
        assertEquals(model.tensors(), read.tensors());
        assertEquals(phantom.fullBytes(), Files.size(file));
        assertEquals(read.fullBytes(), read.fileBytes());
        assertEquals(PhantomWriter.plan(file, model, Vocabulary.NONE), phantom);
        assertTrue(phantom.writtenBytes() < 2 << 20, phantom::toString);
        assertEquals(OptionalLong.of(128256), read.metadata().integer("llama.vocab_size"));
    }

    @Test
    void aSyntheticVocabularyHasATokenForEveryRow() throws IOException {
        Model model = model("smollm2-135m", FileType.Q8_0);
        Path file = folder.resolve("phantom.gguf");
        PhantomFile phantom = PhantomWriter.write(file, model, Vocabulary.SYNTHETIC, SEED);
        GgufFile read = GgufReader.read(file, TensorData.REQUIRED);
        assertEquals(OptionalLong.of(49152), read.vocabularySize());
        assertEquals("llama", read.metadata().string("tokenizer.ggml.model").orElseThrow());
        assertEquals(PhantomWriter.plan(file, model, Vocabulary.SYNTHETIC), phantom);
    }

    /** Encoders refuse to load without the number of types of tokens, models called phi-3 without a token of this name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "all-minilm-22m",
                "jina-embeddings-v2-small-en",
                "nomic-embed-text-v1.5",
                "nomic-embed-text-v2-moe",
                "embeddinggemma-300m",
                "phi3-mini-4k"
            })
    void hasWhatLlamaCppLooksUpInAVocabulary(String id) throws IOException {
        Model model = Catalogue.bundled().find(id).orElseThrow().model();
        for (Vocabulary vocabulary : Vocabulary.values()) {
            Path file = folder.resolve(vocabulary + ".gguf");
            PhantomWriter.write(file, model, vocabulary, SEED);
            GgufFile read = GgufReader.read(file, TensorData.REQUIRED);
            OptionalLong rows = model.tensors().stream()
                    .filter(t -> t.name().equals("token_types.weight"))
                    .mapToLong(TensorInfo::ne1)
                    .findFirst();
            assertEquals(rows, read.metadata().integer("tokenizer.ggml.token_type_count"));
            assertEquals(vocabulary == Vocabulary.SYNTHETIC, beginning(file).contains("<|endoftext|>"));
        }
    }

    @Test
    void normsAreOnesAndMatricesAreHoles() throws IOException {
        Path file = folder.resolve("phantom.gguf");
        PhantomWriter.write(file, model("smollm2-135m", FileType.Q4_K_M), Vocabulary.NONE, SEED);
        assertEquals(1f, floats(file, "blk.3.attn_norm.weight").getFloat(64));
        assertEquals(0, nonZero(floats(file, "blk.3.ffn_up.weight")));
        assertEquals(0, nonZero(floats(file, "token_embd.weight")));
    }

    @Test
    void expertsAreChosenByRandomEmbeddingsAndRouters() throws IOException {
        Path file = folder.resolve("phantom.gguf");
        PhantomWriter.write(file, model("granite3.1-moe-1b", FileType.Q4_K_M), Vocabulary.NONE, SEED);
        ByteBuffer embeddings = floats(file, "token_embd.weight");
        assertTrue(nonZero(embeddings) > embeddings.capacity() * 9 / 10);
        assertTrue(nonZero(floats(file, "blk.1.ffn_gate_inp.weight")) > 0);
        assertEquals(0, nonZero(floats(file, "blk.1.ffn_up_exps.weight")));
        Path again = folder.resolve("again.gguf");
        PhantomWriter.write(again, model("granite3.1-moe-1b", FileType.Q4_K_M), Vocabulary.NONE, SEED);
        assertEquals(-1, Files.mismatch(file, again));
        Path other = folder.resolve("other.gguf");
        PhantomWriter.write(other, model("granite3.1-moe-1b", FileType.Q4_K_M), Vocabulary.NONE, SEED + 1);
        assertNotEquals(-1, Files.mismatch(file, other));
    }

    @Test
    void wideRoutersTakeOnePagePerRow() throws IOException {
        Model model = new Model(
                "wide",
                model("smollm2-135m", FileType.Q4_K_M).metadata(),
                List.of(
                        new TensorInfo("token_embd.weight", GgmlType.F16, 8192, 300, 1, 1),
                        new TensorInfo("blk.0.ffn_gate_inp.weight", GgmlType.F32, 8192, 16, 1, 1)));
        Path file = folder.resolve("phantom.gguf");
        PhantomFile phantom = PhantomWriter.write(file, model, Vocabulary.NONE, SEED);
        assertEquals(PhantomWriter.plan(file, model, Vocabulary.NONE), phantom);
        ByteBuffer router = floats(file, "blk.0.ffn_gate_inp.weight");
        for (int row = 0; row < 16; row++) {
            int written = nonZero(router.slice(row * 8192 * 4, 8192 * 4));
            assertTrue(written > 3000 && written <= 4096, "row " + row + " has " + written);
        }
    }

    @Test
    void leavesAnExistingFileAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("phantom.gguf"), "mine");
        Model model = model("smollm2-135m", FileType.Q4_K_M);
        assertThrows(FileAlreadyExistsException.class, () -> PhantomWriter.write(file, model, Vocabulary.NONE, SEED));
        assertEquals("mine", Files.readString(file));
        Model small = new Model(
                "small", model.metadata(), List.of(new TensorInfo("token_embd.weight", GgmlType.F16, 32, 100, 1, 1)));
        Path other = folder.resolve("other.gguf");
        assertThrows(
                IllegalArgumentException.class, () -> PhantomWriter.write(other, small, Vocabulary.SYNTHETIC, SEED));
        assertFalse(Files.exists(other));
    }

    @Test
    void findsOutWhetherHolesAreFree() throws IOException {
        boolean supported = SparseFiles.supportedIn(folder);
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
        assertTrue(supported || Files.getFileStore(folder).getUsableSpace() > 0);
    }

    private static ByteBuffer floats(Path file, String tensor) throws IOException {
        GgufFile header = GgufReader.read(file, TensorData.REQUIRED);
        long at = header.dataOffset();
        for (TensorInfo info : header.tensors()) {
            if (info.name().equals(tensor)) {
                byte[] bytes = new byte[Math.toIntExact(info.bytes())];
                try (ByteSource source = ByteSource.ofFile(file)) {
                    source.read(at, bytes, 0, bytes.length);
                }
                return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            }
            at += GgufFile.padded(info.bytes(), header.alignment());
        }
        throw new AssertionError("no tensor " + tensor);
    }

    private static String beginning(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(1 << 20), StandardCharsets.ISO_8859_1);
        }
    }

    private static int nonZero(ByteBuffer bytes) {
        int count = 0;
        for (int i = 0; i < bytes.capacity(); i++) {
            count += bytes.get(i) != 0 ? 1 : 0;
        }
        return count;
    }
}
