package dev.llmfit.gguf.checkpoint;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints of safetensors files in a folder. */
class CheckpointTest {
    private static final String ONE = "{'a.weight':{'dtype':'BF16','shape':[2,3],'data_offsets':[0,12]}}";

    private static byte[] file(String header, int data) {
        byte[] text = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + text.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
    }

    @Test
    void aHeaderTellsTypesAndShapes() throws IOException {
        assertEquals(
                List.of(new StoredTensor("a.weight", StoredType.BF16, List.of(2L, 3L))),
                SafetensorsReader.read(ByteSource.ofBytes(file(ONE, 12)), "one"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'a':{'dtype':'BF16','shape':[2,3],'data_offsets':[0,13]}}",
                "{'a':{'dtype':'BF16','shape':[2,3],'data_offsets':[12,0]}}",
                "{'a':{'dtype':'Q4','shape':[2,3],'data_offsets':[0,12]}}",
                "{'a':{'dtype':'BF16','shape':[4611686018427387904,8],'data_offsets':[0,12]}}",
                "{'a':{'dtype':'BF16','shape':[-2,-3],'data_offsets':[0,12]}}",
                "{'a':{'dtype':'BF16','shape':[2,1],'data_offsets':[0,4]}}",
                "[]",
                "{'a'"
            })
    void damagedHeadersAreRefused(String header) {
        assertThrows(
                CheckpointException.class,
                () -> SafetensorsReader.read(ByteSource.ofBytes(file(header, 12)), "damaged"));
    }

    @Test
    void onlyTheShardsOfOneSetCount(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.write(folder.resolve("model.safetensors"), file(ONE, 12));
        Files.write(folder.resolve("consolidated.safetensors"), file(ONE, 12));
        Checkpoint found = Checkpoint.read(new FolderFiles(folder));
        assertEquals(List.of("model.safetensors"), found.files());
        assertEquals(12, found.bytes());
    }

    @Test
    void aMissingShardIsNamed(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.write(folder.resolve("model-00001-of-00002.safetensors"), file(ONE, 12));
        CheckpointException lacks =
                assertThrows(CheckpointException.class, () -> Checkpoint.read(new FolderFiles(folder)));
        assertTrue(
                requireNonNull(lacks.getMessage()).endsWith("lacks model-00002-of-00002.safetensors"),
                lacks.getMessage());
    }
}
