package dev.llmfit.cli.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufValueType;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that is no model says what it is and what to do; only a damaged one is to be downloaded again. */
class UnloadableFilesTest {
    private static final String AGAIN = "download it again";

    @TempDir
    private Path folder = Path.of("");

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] gguf(Map<String, GgufValue> keys, TensorInfo... tensors) {
        return GgufWriter.header(new Metadata(keys), List.of(tensors));
    }

    private static Map<String, GgufValue> keys(String... pairs) {
        Map<String, GgufValue> keys = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            keys.put(pairs[i], new GgufValue.Text(pairs[i + 1]));
        }
        return keys;
    }

    private static Map<String, GgufValue> part(int number, int count) {
        Map<String, GgufValue> keys = keys("general.architecture", "llama");
        keys.put("split.no", new GgufValue.Int(GgufValueType.UINT16, number));
        keys.put("split.count", new GgufValue.Int(GgufValueType.UINT16, count));
        return keys;
    }

    /** Returns a file with one tensor of a type. */
    private static byte[] typed(int id) {
        byte[] bytes = gguf(
                keys("general.architecture", "llama"),
                new TensorInfo("blk.0.attn_q.weight", GgmlType.F32, 256, 1, 1, 1));
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("blk.0.attn_q.weight") + 19 + 4 + 8;
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, id);
        return bytes;
    }

    private static byte[] version(int version) {
        byte[] bytes = gguf(keys("general.architecture", "llama"));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(4, version);
        return bytes;
    }

    private static byte[] bigEndian() {
        ByteBuffer bytes = ByteBuffer.allocate(80).order(ByteOrder.BIG_ENDIAN);
        bytes.put(text("GGUF")).putInt(3).putLong(0).putLong(1);
        bytes.putLong(20).put(text("general.architecture")).putInt(8).putLong(5).put(text("llama"));
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static byte[] safetensors() {
        byte[] header = text("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}");
        return ByteBuffer.allocate(8 + header.length + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }

    private static byte[] oldImatrix() {
        return ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1)
                .putInt(19)
                .put(text("blk.0.attn_q.weight"))
                .array();
    }

    private static byte[] truncated() {
        byte[] header = gguf(
                keys("general.architecture", "llama"), new TensorInfo("token_embd.weight", GgmlType.F32, 250, 1, 1, 1));
        return Arrays.copyOf(header, header.length + 100);
    }

    static Stream<Arguments> files() {
        String named = "x.gguf";
        return Stream.of(
                Arguments.of(named, typed(144), "made for ik_llama.cpp", "IQ4_KS", "Q4_K_M"),
                Arguments.of(named, typed(97), "made for ik_llama.cpp", "Q8_0_X4", "Q4_K_M"),
                Arguments.of(named, typed(133), "made for ik_llama.cpp", "Q6_0", "Q4_K_M"),
                Arguments.of(named, typed(339), "made for ik_llama.cpp", "IQ4_K_R4", "Q4_K_M"),
                Arguments.of(named, typed(60), "type 60", "needs a newer llama.cpp", "update llmfit"),
                Arguments.of(named, typed(500), "type 500", "another program", "its page names"),
                Arguments.of(named, typed(31), "Q4_0_4_4", "no longer reads", "Q4_0 or IQ4_NL"),
                Arguments.of(
                        "m-00002-of-00003.gguf",
                        gguf(part(1, 3)),
                        "part 2 of a set of 3 files",
                        "give the first",
                        "m-00001-of-00003.gguf"),
                Arguments.of(
                        named, gguf(part(1, 3)), "part 2 of a set of 3 files", "another name", "-00001-of-00003.gguf"),
                Arguments.of(
                        named, gguf(part(0, 2)), "part 1 of a set of 2 files", "another name", "-00001-of-00002.gguf"),
                Arguments.of(
                        "m-00001-of-00002.gguf",
                        gguf(part(0, 2)),
                        "art 2 of the set of 2 files is missing",
                        "m-00002-of-00002.gguf",
                        "all parts into one folder"),
                Arguments.of(named, bigEndian(), "big-endian", "llama.cpp refuses", "usual file"),
                Arguments.of(named, text("<!DOCTYPE html>\n<html></html>"), "web page", "/resolve/", "/blob/"),
                Arguments.of(named, text("\n {\"error\":\"Unauthorized\"}"), "JSON", "/resolve/", "token"),
                Arguments.of(
                        named,
                        text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 4920739232\n"),
                        "pointer of Git LFS",
                        "4.6 GiB",
                        "git lfs pull"),
                Arguments.of(named, safetensors(), "safetensors", "does not load", "convert it to GGUF"),
                Arguments.of(named, text("tjgg\3\0\0\0 "), "GGJT of 2023", "no longer reads", "GGUF file of the model"),
                Arguments.of(named, text("lmgg\3\0\0\0 "), "GGML of 2023", "no longer reads", "GGUF file of the model"),
                Arguments.of(named, text("algg\1\0\0\0 "), "GGLA", "LoRA", "GGUF file of the model"),
                Arguments.of(named, text("PK\3\4 and more"), "zip archive", "PyTorch", "unpack it"),
                Arguments.of(named, text("\u001f\u008b\b and more"), "packed archive", "", "unpack it"),
                Arguments.of(named, version(1), "version 1", "no longer reads", "newer file"),
                Arguments.of(named, version(4), "version 4", "needs a newer llama.cpp", "update llmfit"),
                Arguments.of(named, oldImatrix(), "importance matrix", "llama-quantize", "the model itself"),
                Arguments.of(
                        named,
                        gguf(keys("general.type", "imatrix")),
                        "importance matrix",
                        "imatrix",
                        "the model itself"),
                Arguments.of(
                        named,
                        gguf(keys("general.architecture", "llama", "general.type", "adapter", "adapter.type", "lora")),
                        "adapter (LoRA)",
                        "trained for",
                        "--lora"),
                Arguments.of(
                        named,
                        gguf(keys("general.architecture", "clip", "general.type", "mmproj")),
                        "projector (mmproj)",
                        "language model",
                        "--mmproj"));
    }

    @ParameterizedTest(name = "{index}: {2}, {3}")
    @MethodSource("files")
    void saysWhatTheFileIsAndWhatToDo(String name, byte[] bytes, String what, String which, String remedy)
            throws IOException {
        Path file = Files.write(folder.resolve(name), bytes);
        for (String[] question :
                new String[][] {{"size", file.toString(), "--header-only"}, {"quants", file.toString(), "--header-only"}
                }) {
            CommandRun run = CommandRun.of(question);
            assertEquals(4, run.exit(), run.err());
            for (String part : List.of(what, which, remedy)) {
                assertTrue(run.err().contains(part), part + " in: " + run.err());
            }
            assertFalse(run.err().contains(AGAIN), run.err());
            assertFalse(run.err().contains("no valid GGUF"), run.err());
            assertEquals(1, run.err().lines().count(), run.err());
        }
    }

    static Stream<Arguments> damaged() {
        return Stream.of(
                Arguments.of(truncated(), "900 of its ", "bytes are missing"),
                Arguments.of(new byte[0], "he file is empty", ""),
                Arguments.of(new byte[5000], "begins with zeros", "did not end"),
                Arguments.of(text("GGUF\3\0\0\0"), "ends inside", ""));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void aDamagedFileIsToBeDownloadedAgain(byte[] bytes, String what, String which) throws IOException {
        Path file = Files.write(folder.resolve("x.gguf"), bytes);
        CommandRun run = CommandRun.of("size", file.toString());
        assertEquals(4, run.exit(), run.err());
        assertTrue(run.err().contains(what), run.err());
        assertTrue(run.err().contains(which), run.err());
        assertTrue(run.err().contains(AGAIN), run.err());
    }

    @Test
    void aDamagedPartIsNamed() throws IOException {
        Files.write(folder.resolve("m-00001-of-00002.gguf"), gguf(part(0, 2)));
        Files.write(folder.resolve("m-00002-of-00002.gguf"), typed(144));
        CommandRun run =
                CommandRun.of("size", folder.resolve("m-00001-of-00002.gguf").toString(), "--header-only");
        assertEquals(4, run.exit(), run.err());
        assertTrue(run.err().contains("m-00002-of-00002.gguf"), run.err());
        assertTrue(run.err().contains("ik_llama.cpp"), run.err());
    }
}
