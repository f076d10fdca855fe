package dev.llmfit.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers that llama.cpp refuses are refused, with the reason and the byte where the bad value starts. */
class HostileHeaderTest {
    private static final int F32 = GgmlType.F32.id();
    private static final int Q4_K = GgmlType.Q4_K.id();

    /** Where the first pair or tensor stands. */
    private static final long FIRST = 24;

    private static Arguments refused(String message, long offset, HeaderBytes bytes) {
        return Arguments.of(message + " (at byte " + offset + ")", bytes);
    }

    /** A header of one pair with room behind it, so that counts are not refused first. */
    private static HeaderBytes pair() {
        return HeaderBytes.header(0, 1);
    }

    private static HeaderBytes tensor() {
        return HeaderBytes.header(1, 0);
    }

    static Stream<Arguments> beginnings() {
        return Stream.of(
                refused(
                        "the file does not begin with GGUF but with 'GG'",
                        0,
                        new HeaderBytes(ByteOrder.LITTLE_ENDIAN).raw("GG")),
                refused(
                        "the file does not begin with GGUF but with 'GGML'",
                        0,
                        new HeaderBytes(ByteOrder.LITTLE_ENDIAN).raw("GGML").zeros(60)),
                refused("GGUF version 0 is not supported, only 2 and 3", 4, version(0)),
                refused("GGUF version 100 is not supported, only 2 and 3", 4, version(100)),
                refused("GGUF version 199 is not supported, only 2 and 3", 4, version(Integer.reverseBytes(199))),
                refused(
                        "the file ends inside the number of tensors",
                        8,
                        new HeaderBytes(ByteOrder.LITTLE_ENDIAN).raw("GGUF").i32(3)));
    }

    private static HeaderBytes version(int version) {
        return new HeaderBytes(ByteOrder.LITTLE_ENDIAN).begin(version, 0, 0);
    }

    static Stream<Arguments> counts() {
        return Stream.of(
                refused(
                        "the number of tensors is -9223372036854775808, but the rest of the file holds at most 4",
                        8,
                        HeaderBytes.header(Long.MIN_VALUE, 0).zeros(100)),
                refused(
                        "the number of tensors is 9223372036854775807, but the rest of the file holds at most 4",
                        8,
                        HeaderBytes.header(Long.MAX_VALUE, 0).zeros(100)),
                refused(
                        "the number of key-value pairs is 4611686018427387904, but the rest of the file holds at most 7",
                        16,
                        HeaderBytes.header(0, 1L << 62).zeros(100)),
                refused(
                        "the length of the name of a key is 18446744073709551615, more than 1073741824",
                        FIRST,
                        pair().i64(-1).zeros(40)),
                refused(
                        "the length of the name of a key is 1000, but only 40 bytes remain",
                        FIRST,
                        pair().i64(1000).zeros(40)),
                refused(
                        "the array of key 'a' has 9223372036854775808 elements, but the rest of the file holds at most 5",
                        FIRST + 17,
                        pair().array("a", GgufValueType.STRING, Long.MIN_VALUE).zeros(40)),
                refused(
                        "the array of key 'a' has 41 elements, but the rest of the file holds at most 40",
                        FIRST + 17,
                        pair().array("a", GgufValueType.UINT8, 41).zeros(40)),
                refused(
                        "the length of a string of a metadata array is 4096, but only 32 bytes remain",
                        FIRST + 25,
                        pair().array("a", GgufValueType.STRING, 3).i64(4096).zeros(32)));
    }

    static Stream<Arguments> values() {
        return Stream.of(
                refused("key 0 is empty", FIRST, pair().i64(0).zeros(40)),
                refused(
                        "key 'a' has the unknown value type 99",
                        FIRST + 9,
                        pair().string("a").i32(99).zeros(40)),
                refused(
                        "key 'a' has the unknown value type -1",
                        FIRST + 9,
                        pair().string("a").i32(-1).zeros(40)),
                refused(
                        "key 'a' is an array of arrays",
                        FIRST + 13,
                        pair().array("a", GgufValueType.ARRAY, 1).zeros(40)),
                refused(
                        "key 'a' has the unknown value type 77",
                        FIRST + 13,
                        pair().key("a", GgufValueType.ARRAY).i32(77).i64(1).zeros(40)),
                refused(
                        "key 'a' appears twice",
                        FIRST + 14,
                        HeaderBytes.header(0, 2)
                                .key("a", GgufValueType.UINT8)
                                .i8(1)
                                .key("a", GgufValueType.UINT8)
                                .i8(1)),
                refused(
                        "the file ends inside a metadata value",
                        FIRST + 13,
                        pair().key("a", GgufValueType.UINT64).i32(0)),
                refused(
                        "key 'general.alignment' is not of type UINT32",
                        FIRST + 37,
                        pair().key("general.alignment", GgufValueType.UINT64).i64(32)),
                refused(
                        "the alignment 48 is no power of two",
                        FIRST + 33,
                        pair().key("general.alignment", GgufValueType.UINT32).i32(48)),
                refused(
                        "the alignment 0 is no power of two",
                        FIRST + 33,
                        pair().key("general.alignment", GgufValueType.UINT32).i32(0)));
    }

    static Stream<Arguments> tensors() {
        String longName = "x".repeat(64);
        return Stream.of(
                refused("the name of tensor 0 has 64 bytes, more than 63", FIRST, tensor().tensor(longName, F32, 0, 4)),
                refused(
                        "tensor 'a' appears twice",
                        FIRST + 33,
                        HeaderBytes.header(2, 0).tensor("a", F32, 0, 8).tensor("a", F32, 32, 8)),
                refused(
                        "tensor 'a' has 5 dimensions, more than 4",
                        FIRST + 9,
                        tensor().tensor("a", F32, 0, 1, 1, 1, 1, 1)),
                refused(
                        "tensor 'a' has 4294967295 dimensions, more than 4",
                        FIRST + 9,
                        tensor().string("a").i32(-1).zeros(40)),
                refused("tensor 'a' has the negative dimension -4", FIRST + 9, tensor().tensor("a", F32, 0, -4)),
                refused(
                        "tensor 'a' has more than 2^63 elements",
                        FIRST + 9,
                        tensor().tensor("a", F32, 0, 1L << 32, 1L << 32)),
                refused(
                        "tensor 'a' has more than 2^63 bytes",
                        FIRST + 29,
                        tensor().tensor("a", F32, 0, 1L << 31, 1L << 31)),
                refused("tensor 'a' has the unknown type 1500", FIRST + 21, tensor().tensor("a", 1500, 0, 4)),
                refused(
                        "tensor 'a' has rows of 100 elements, no multiple of the block of 256 of type q4_K",
                        FIRST + 21,
                        tensor().tensor("a", Q4_K, 0, 100)),
                refused(
                        "tensor 'a' has rows of 1 elements, no multiple of the block of 256 of type q4_K",
                        FIRST + 13,
                        tensor().tensor("a", Q4_K, 0)),
                refused("tensor 'a' has the offset 32, expected 0", FIRST + 25, tensor().tensor("a", F32, 32, 4)),
                refused(
                        "tensor 'b' has the offset 16, expected 32",
                        FIRST + 58,
                        HeaderBytes.header(2, 0).tensor("a", F32, 0, 4).tensor("b", F32, 16, 4)),
                refused(
                        "tensor 'c' makes the file larger than 2^63 bytes",
                        FIRST + 115,
                        HeaderBytes.header(3, 0)
                                .tensor("a", F32, 0, 1L << 30, 1L << 30)
                                .tensor("b", F32, 1L << 62, 1L << 29, 1L << 30)
                                .tensor("c", F32, 3L << 61, 1L << 30, 1L << 30)));
    }

    @ParameterizedTest
    @MethodSource({"beginnings", "counts", "values", "tensors"})
    void refusesWithReasonAndPlace(String message, HeaderBytes bytes) {
        GgufFormatException refusal = assertThrows(
                GgufFormatException.class,
                () -> GgufReader.read(ByteSource.ofBytes(bytes.bytes()), TensorData.OPTIONAL));
        assertEquals(message, refusal.getMessage());
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] whole = HeaderBytes.header(1, 2)
                .array("tokens", GgufValueType.STRING, 2)
                .string("a")
                .string("b")
                .array("layers", GgufValueType.UINT32, 2)
                .i32(1)
                .i32(2)
                .tensor("a", F32, 0, 4)
                .bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThrows(
                    GgufFormatException.class,
                    () -> GgufReader.read(ByteSource.ofBytes(cut), TensorData.OPTIONAL),
                    "cut after " + length);
        }
    }

    @Test
    void emptyTensorsAreAccepted() throws IOException {
        byte[] bytes = tensor().tensor("a", F32, 0, 0, 1L << 40, 1L << 40).bytes();
        assertEquals(
                0,
                GgufReader.read(ByteSource.ofBytes(bytes), TensorData.OPTIONAL)
                        .toModel("")
                        .tensorBytes());
    }

    @Test
    void longNamesInMessagesAreCut() {
        byte[] bytes = tensor().tensor("a".repeat(60_000), 99, 0, 4).bytes();
        GgufFormatException refusal = assertThrows(
                GgufFormatException.class, () -> GgufReader.read(ByteSource.ofBytes(bytes), TensorData.OPTIONAL));
        assertTrue(String.valueOf(refusal.getMessage()).length() < 150, refusal.getMessage());
    }

    /** A source that says it is huge, and fails the test if much of it is read at once. */
    private static ByteSource huge(byte[] head) {
        return new ByteSource() {
            @Override
            public long size() {
                return 1L << 50;
            }

            @Override
            public void read(long offset, byte[] into, int at, int length) {
                if (length > 1 << 20) {
                    throw new AssertionError("reads " + length + " bytes at once");
                }
                for (int i = 0; i < length; i++) {
                    into[at + i] = offset + i < head.length ? head[(int) (offset + i)] : 0;
                }
            }
        };
    }

    @Test
    void boundsHoldWhereTheFileIsHuge() {
        byte[] strings = pair().array("a", GgufValueType.STRING, 1 << 30).bytes();
        assertRefused("the header is longer than 268435456 bytes", huge(strings));
        byte[] floats = HeaderBytes.header(0, 9)
                .array("a", GgufValueType.FLOAT64, 1 << 30)
                .bytes();
        assertRefused("the header is longer than 268435456 bytes", huge(floats));
        byte[] text = pair().key("a", GgufValueType.STRING).i64(1 << 30).bytes();
        assertRefused("the header holds more than 33554432 bytes of names and values", huge(text));
        byte[] tensors = HeaderBytes.header(1L << 40, 0).bytes();
        assertRefused("tensor '' appears twice", huge(tensors));
    }

    private static void assertRefused(String message, ByteSource source) {
        GgufFormatException refusal =
                assertThrows(GgufFormatException.class, () -> GgufReader.read(source, TensorData.OPTIONAL));
        assertEquals(message, String.valueOf(refusal.getMessage()).replaceAll(" \\(at byte \\d+\\)$", ""));
    }
}
