package dev.llmfit.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufReaderTest {
    @TempDir
    Path folder = Path.of("");

    private static GgufFile read(HeaderBytes bytes) throws IOException {
        return GgufReader.read(ByteSource.ofBytes(bytes.bytes()), TensorData.OPTIONAL);
    }

    /** Serves few bytes at a time, so that every field crosses a border of the reader's window somewhere. */
    private static ByteSource small(byte[] bytes) {
        ByteSource whole = ByteSource.ofBytes(bytes);
        return new ByteSource() {
            @Override
            public long size() {
                return whole.size();
            }

            @Override
            public void read(long offset, byte[] into, int at, int length) throws IOException {
                whole.read(offset, into, at, length);
            }

            @Override
            public int preferredRead() {
                return 1;
            }
        };
    }

    private static HeaderBytes everyType(ByteOrder order, int version) {
        return new HeaderBytes(order)
                .begin(version, 2, 16)
                .key("u8", GgufValueType.UINT8)
                .i8(200)
                .key("i8", GgufValueType.INT8)
                .i8(-3)
                .key("u16", GgufValueType.UINT16)
                .i16(60000)
                .key("i16", GgufValueType.INT16)
                .i16(-300)
                .key("u32", GgufValueType.UINT32)
                .i32(-1)
                .key("i32", GgufValueType.INT32)
                .i32(-1)
                .key("f32", GgufValueType.FLOAT32)
                .f32(1.5f)
                .key("bool", GgufValueType.BOOL)
                .i8(1)
                .key("text", GgufValueType.STRING)
                .string("größe")
                .key("u64", GgufValueType.UINT64)
                .i64(1L << 40)
                .key("i64", GgufValueType.INT64)
                .i64(-5)
                .key("f64", GgufValueType.FLOAT64)
                .f64(0.1)
                .array("numbers", GgufValueType.INT32, 3)
                .i32(1)
                .i32(-2)
                .i32(3)
                .array("flags", GgufValueType.BOOL, 2)
                .i8(0)
                .i8(7)
                .array("tokenizer.ggml.tokens", GgufValueType.STRING, 3)
                .string("a")
                .string("")
                .string("ccc")
                .array("scores", GgufValueType.FLOAT32, 2)
                .f32(1)
                .f32(2)
                .tensor("a.weight", GgmlType.Q4_K.id(), 0, 512, 3)
                .tensor("b.bias", GgmlType.F32.id(), 864, 5)
                .pad(32);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void readsEveryTypeInBothByteOrders(int version) throws IOException {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            HeaderBytes bytes = everyType(order, version);
            GgufFile file = GgufReader.read(small(bytes.bytes()), TensorData.OPTIONAL);
            Metadata keys = file.metadata();
            assertEquals(version, file.version());
            assertEquals(order, file.byteOrder());
            assertEquals(OptionalLong.of(200), keys.integer("u8"));
            assertEquals(OptionalLong.of(-3), keys.integer("i8"));
            assertEquals(OptionalLong.of(60000), keys.integer("u16"));
            assertEquals(OptionalLong.of(-300), keys.integer("i16"));
            assertEquals(OptionalLong.of(0xffffffffL), keys.integer("u32"));
            assertEquals(OptionalLong.of(-1), keys.integer("i32"));
            assertEquals(1.5, keys.number("f32").orElseThrow());
            assertEquals(Optional.of(true), keys.bool("bool"));
            assertEquals(Optional.of("größe"), keys.string("text"));
            assertEquals(OptionalLong.of(1L << 40), keys.integer("u64"));
            assertEquals(OptionalLong.of(-5), keys.integer("i64"));
            assertEquals(0.1, keys.number("f64").orElseThrow());
            assertArrayEquals(new long[] {1, -2, 3}, keys.integers("numbers").orElseThrow());
            assertArrayEquals(new long[] {0, 1}, keys.integers("flags").orElseThrow());
            assertEquals(
                    Optional.of(new GgufValue.OpaqueArray(GgufValueType.STRING, 3, 28)),
                    keys.find("tokenizer.ggml.tokens"));
            assertEquals(Optional.of(new GgufValue.OpaqueArray(GgufValueType.FLOAT32, 2)), keys.find("scores"));
            assertEquals(OptionalLong.of(3), file.vocabularySize());
            assertEquals(
                    List.of(
                            new TensorInfo("a.weight", GgmlType.Q4_K, 512, 3, 1, 1),
                            new TensorInfo("b.bias", GgmlType.F32, 5, 1, 1, 1)),
                    file.tensors());
            assertEquals(bytes.size(), file.dataOffset());
            assertEquals(bytes.size() + 864 + 32, file.fullBytes());
        }
    }

    @Test
    void alignmentIsTheFilesOwn() throws IOException {
        HeaderBytes bytes = HeaderBytes.header(2, 1)
                .key("general.alignment", GgufValueType.UINT32)
                .i32(1024)
                .tensor("a", GgmlType.F32.id(), 0, 3)
                .tensor("b", GgmlType.F32.id(), 1024, 3);
        GgufFile file = read(bytes);
        assertEquals(1024, file.dataOffset());
        assertEquals(3 * 1024, file.fullBytes());
    }

    @Test
    void paddingBehindTheLastTensorMayBeMissing() throws IOException {
        HeaderBytes bytes = HeaderBytes.header(1, 0)
                .tensor("a", GgmlType.F32.id(), 0, 3)
                .pad(32)
                .zeros(12);
        GgufFile file = GgufReader.read(ByteSource.ofBytes(bytes.bytes()), TensorData.REQUIRED);
        assertEquals(file.dataOffset() + 32, file.fullBytes());
        byte[] cut = java.util.Arrays.copyOf(bytes.bytes(), bytes.size() - 1);
        GgufFormatException refusal = assertThrows(
                GgufFormatException.class, () -> GgufReader.read(ByteSource.ofBytes(cut), TensorData.REQUIRED));
        assertTrue(String.valueOf(refusal.getMessage()).contains("the file is incomplete"), refusal.toString());
    }

    @Test
    void longArraysArePassedOver() throws IOException {
        int tokens = 200_000;
        HeaderBytes bytes = HeaderBytes.header(0, 2).array("tokenizer.ggml.tokens", GgufValueType.STRING, tokens);
        for (int i = 0; i < tokens; i++) {
            bytes.string("token" + i);
        }
        bytes.array("tokenizer.ggml.token_type", GgufValueType.INT32, tokens).zeros(4 * tokens);
        GgufFile file = read(bytes);
        assertEquals(OptionalLong.of(tokens), file.vocabularySize());
        assertEquals(
                Optional.of(new GgufValue.OpaqueArray(GgufValueType.INT32, tokens)),
                file.metadata().find("tokenizer.ggml.token_type"));
        assertEquals(bytes.size(), file.fullBytes());
    }

    private HeaderBytes part(int number, int count, int tensors, String tensor) {
        return HeaderBytes.header(1, 3)
                .key("split.no", GgufValueType.UINT16)
                .i16(number)
                .key("split.count", GgufValueType.UINT16)
                .i16(count)
                .key("split.tensors.count", GgufValueType.INT32)
                .i32(tensors)
                .tensor(tensor, GgmlType.F32.id(), 0, 8)
                .pad(32)
                .zeros(32);
    }

    private Path write(String name, HeaderBytes bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes.bytes());
    }

    @Test
    void readsAllPartsOfASplitSet() throws IOException {
        Path first = write("m-00001-of-00003.gguf", part(0, 3, 3, "a"));
        write("m-00002-of-00003.gguf", part(1, 3, 3, "b"));
        Path last = write("m-00003-of-00003.gguf", part(2, 3, 3, "c"));
        GgufFile file = GgufReader.read(first, TensorData.REQUIRED);
        assertEquals(3, file.parts());
        assertEquals(
                List.of("a", "b", "c"),
                file.tensors().stream().map(TensorInfo::name).toList());
        assertEquals(file.fullBytes(), file.fileBytes());
        assertEquals(3 * Files.size(first), file.fileBytes());
        assertRefused("is part 3 of a set of 3 files", last);
    }

    @Test
    void refusesBrokenSplitSets() throws IOException {
        write("m-00002-of-00002.gguf", part(1, 2, 2, "a"));
        assertRefused(
                "tensor 'a' of 'm-00002-of-00002.gguf' is in an earlier part too",
                write("m-00001-of-00002.gguf", part(0, 2, 2, "a")));
        assertRefused(
                "the parts hold 2 tensors, but split.tensors.count is 9",
                write("m-00001-of-00002.gguf", part(0, 2, 9, "b")));
        assertRefused("names that end with -00001-of-00002.gguf", write("model.gguf", part(0, 2, 2, "a")));
        write("m-00002-of-00002.gguf", part(5, 2, 2, "a"));
        assertRefused("says it is part 6, expected 2", write("m-00001-of-00002.gguf", part(0, 2, 2, "b")));
    }

    private static void assertRefused(String message, Path file) {
        GgufFormatException refusal =
                assertThrows(GgufFormatException.class, () -> GgufReader.read(file, TensorData.REQUIRED));
        assertTrue(String.valueOf(refusal.getMessage()).contains(message), refusal.toString());
    }
}
