package dev.llmfit.cli.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.RecordedHeaders;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SizeBatchTest {
    private static final String DEVICE =
            "[{\"name\":\"CUDA0\",\"backend\":\"cuda\",\"free_bytes\":25769803776,\"total_bytes\":25769803776}]";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path models;

    @BeforeEach
    void writeModels() throws IOException {
        Files.write(models.resolve("small.gguf"), RecordedHeaders.f16("smollm2-135m"));
        Files.writeString(models.resolve("broken.gguf"), "this is no model");
    }

    private List<String> answers(String... lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SizeBatch.bundled(models).run(new BufferedReader(new StringReader(String.join("\n", lines))), out);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aLaunchIsAnsweredWithItsBuffers() throws IOException {
        String answer = answers("{\"id\":\"a\",\"gguf\":\"small.gguf\",\"devices\":" + DEVICE
                        + ",\"options\":{\"n_ctx\":1000,\"n_gpu_layers\":99,\"flash_attn\":\"on\"}}")
                .getFirst();
        assertTrue(
                answer.startsWith("{\"id\":\"a\",\"n_ctx\":1024,\"devices\":[{\"name\":\"CUDA0\",\"weights\":"),
                answer);
        assertTrue(answer.contains("\"host\":{\"weights\":"), answer);
    }

    @Test
    void badLinesGetErrorsAndTheBatchGoesOn() throws IOException {
        List<String> answers = answers(
                "{\"id\":\"1\",\"gguf\":\"small.gguf\",\"devices\":[],\"options\":{}}",
                "{\"id\":\"2\",\"gguf\":",
                "",
                "[]",
                "{\"id\":\"3\",\"gguf\":\"absent.gguf\"}",
                "{\"id\":\"4\",\"gguf\":\"broken.gguf\"}",
                "{\"id\":\"5\",\"gguf\":\"small.gguf\",\"devices\":[{\"backend\":\"abacus\"}]}",
                "{\"id\":\"6\",\"gguf\":\"small.gguf\",\"options\":{\"type_v\":\"q8_0\",\"flash_attn\":\"off\"}}",
                "{\"id\":\"7\",\"gguf\":\"small.gguf\",\"options\":{\"n_ctx\":-5}}",
                "{\"id\":\"8\"}",
                "{\"id\":\"9\",\"gguf\":\"small.gguf\"}");
        assertEquals(
                List.of(
                        "",
                        "bad-request",
                        "bad-request",
                        "model",
                        "model",
                        "bad-request",
                        "refused",
                        "bad-request",
                        "bad-request",
                        ""),
                answers.stream().map(SizeBatchTest::errorCode).toList());
        assertTrue(answers.getLast().startsWith("{\"id\":\"9\""));
    }

    @Test
    void anErrorNamesItsLineWhereverTheIdStands() throws IOException {
        List<String> answers = answers(
                "{\"id\":\"a\",\"model\":\"llama3.1-8b\",\"quant\":\"Q9_K\",\"devices\":[]}",
                "{\"options\":{\"n_ctx\":-5},\"gguf\":\"small.gguf\",\"id\":\"b\"}",
                "{\"options\":{\"n_ctx\":99999999999999},\"id\":\"c\"}");
        assertEquals(
                List.of("a", "b", "c"),
                answers.stream().map(a -> a.substring(7, 8)).toList());
        assertTrue(answers.get(2).contains("out of range"), answers.get(2));
        assertTrue(answers.stream().allMatch(a -> errorCode(a).equals("bad-request")), answers.toString());
    }

    private static String errorCode(String answer) {
        String start = "\"error\":{\"code\":\"";
        int at = answer.indexOf(start);
        return at < 0 ? "" : answer.substring(at + start.length(), answer.indexOf('"', at + start.length()));
    }

    @Test
    void answersKeepTheOrderOfTheLines() throws IOException {
        String[] lines = IntStream.range(0, 600)
                .mapToObj(i -> "{\"id\":\"" + i + "\",\"gguf\":\"small.gguf\",\"options\":{\"n_ctx\":"
                        + (i % 7 + 1) * 512 + "}}")
                .toArray(String[]::new);
        String ids = answers(lines).stream()
                .map(a -> a.substring(7, a.indexOf('"', 7)))
                .collect(Collectors.joining(" "));
        assertEquals(IntStream.range(0, 600).mapToObj(String::valueOf).collect(Collectors.joining(" ")), ids);
    }

    @Test
    void aWriterThatFailsEndsTheBatch() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("disk full");
            }
        };
        String lines = "{\"id\":\"1\",\"gguf\":\"small.gguf\"}\n".repeat(1000);
        IOException failure = assertThrows(
                IOException.class,
                () -> SizeBatch.bundled(models).run(new BufferedReader(new StringReader(lines)), full));
        assertEquals("disk full", failure.getMessage());
    }
}
