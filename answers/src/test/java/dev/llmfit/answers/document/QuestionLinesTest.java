package dev.llmfit.answers.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Environment;
import dev.llmfit.units.NextStep;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionLinesTest {
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

    private QuestionLines lines(QuestionType usual, JsonObject defaults) {
        Workbench bench = Workbench.of(new Settings(Environment.ofProcess(), true));
        return new QuestionLines(bench, models, usual, defaults, QuestionLinesTest::words);
    }

    private static String words(NextStep step) {
        return step instanceof NextStep.Ask ask ? "ask " + ask.question() : step.toString();
    }

    private QuestionLines lines(QuestionType usual) {
        return lines(usual, JsonObject.builder().build());
    }

    private List<String> answers(String... lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        lines(QuestionType.BUFFERS).run(new BufferedReader(new StringReader(String.join("\n", lines))), out);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aLaunchIsAnsweredWithItsBuffers() throws IOException {
        String answer = answers("{\"id\":\"a\",\"gguf\":\"small.gguf\",\"devices\":" + DEVICE
                        + ",\"options\":{\"n_ctx\":1000,\"n_gpu_layers\":99,\"flash_attn\":\"on\"}}")
                .getFirst();
        assertTrue(
                answer.startsWith(
                                "{\"id\":\"a\",\"model\":{\"asked\":\"small.gguf\",\"id\":\"smollm2-135m\",\"literal\":true,")
                        && answer.contains("\"n_ctx\":1024,\"devices\":[{\"name\":\"CUDA0\",\"weights\":"),
                answer);
        assertTrue(answer.contains("\"host\":{\"weights\":"), answer);
    }

    @Test
    void aLaunchOnNamedHardwareHasASpeed() {
        JsonObject answer = lines(QuestionType.BUFFERS)
                .answer(
                        "{\"id\":7,\"model\":\"llama3.1:8b\",\"quant\":\"Q4_K_M\",\"hardware\":\"geforce-rtx-3090-24g\","
                                + "\"options\":{\"n_ctx\":4096},\"speed\":{\"n_prompt\":512,\"depth\":0,\"backend\":\"cuda\"},"
                                + "\"engine_build\":\"b9010\",\"ask\":null}");
        assertEquals(
                List.of("id", "model", "n_ctx", "devices", "host", "engine_build", "speed"),
                List.copyOf(answer.members().keySet()));
        assertEquals("7", answer.string("id").orElseThrow());
        JsonValue speed = answer.get("speed").orElseThrow();
        assertEquals("model", speed.string("basis").orElseThrow());
        List<Double> range = speed.numbers("tg_range");
        double mid = speed.number("tg_tok_s").orElseThrow();
        assertTrue(range.getFirst() < mid && mid < range.getLast(), speed.toString());
    }

    /** One vocabulary of codes: that of every refusal. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{`id`:`2`,`gguf`: | usage | The line cannot be read",
                "[] | usage | A line must be a JSON object.",
                "{`id`:`x`,`gguf`:`absent.gguf`} | no-such-file | No such file: ",
                "{`ask`:`quants`,`gguf`:`absent.gguf`} | no-such-file | No such file: ",
                "{`gguf`:`broken.gguf`} | gguf | The file is no valid GGUF",
                "{`ask`:`quants`,`gguf`:`broken.gguf`} | gguf | The file is no valid GGUF",
                "{`gguf`:`small.gguf`,`devices`:[{`backend`:`abacus`}]} | usage | devices[0].backend is 'abacus',"
                        + " expected",
                "{`gguf`:`small.gguf`,`devices`:[{`backend`:`cpu`}]} | usage | which is no device",
                "{`gguf`:`small.gguf`,`devices`:[{}]} | usage | devices[0].backend is missing",
                "{`gguf`:`small.gguf`,`options`:{`type_v`:`q8_0`,`flash_attn`:`off`}} | refused | llama.cpp would"
                        + " refuse",
                "{`gguf`:`small.gguf`,`options`:{`n_ctx`:-5}} | usage | options.n_ctx is -5, expected an integer from"
                        + " 0",
                "{`gguf`:`small.gguf`,`options`:{`n_ctx`:99999999999999}} | usage | options.n_ctx is 99999999999999",
                "{`gguf`:`small.gguf`,`engine_build`:`new`} | usage | engine_build is not a llama.cpp build: 'new'",
                "{`gguf`:`small.gguf`,`hardware`:`h`,`speed`:{`backend`:`x`}} | usage | speed.backend is 'x', expected",
                "{`gguf`:7,`ask`:`bufers`} | usage | There is no question 'bufers'. (did you mean 'buffers'?)",
                "{`ask`:7} | usage | There is no question '7'. (ask size, ",
                "{`id`:[]} | usage | The 'id' of a line must be a text or a number.",
                "{} | usage | The question needs 'gguf' or 'model'.",
                "{`model`:` `} | usage | The question needs 'gguf' or 'model'.",
                "{`model`:`llama3.1-8b`,`quant`:`Q9_K`} | unknown-type | no file type 'Q9_K'. (did you mean Q",
                "{`model`:`llama3.1-8b`,`quant`:`unheard-of-type`} | unknown-type | (ask quants lists the file types)",
                "{`model`:`no-such-model-anywhere`} | model-not-found | No model is named",
                "{`model`:`llama3.1-8b`,`hardware`:`abacus 9000`} | hardware | No hardware or profile is called",
                "{`ask`:`buffers`,`gguf`:`small.gguf`,`colour`:1} | usage | unknown key 'colour'",
                "{`ask`:`buffers`,`gguf`:`small.gguf`,`options`:{`n_ctxx`:1}} | usage | in options; did you mean"
                        + " 'n_ctx'?",
            })
    void aBadLineGetsAnError(String line, String code, String sentence) {
        JsonObject answer = lines(QuestionType.BUFFERS).answer(line.replace('`', '"'));
        JsonValue error = answer.get("error").orElseThrow(() -> new AssertionError(answer));
        assertEquals(code, error.string("code").orElseThrow(), error.toString());
        assertTrue(error.string("message").orElseThrow().contains(sentence), error.toString());
    }

    /** A profile that cannot be read is the same mistake in a line and behind a flag. */
    @Test
    void aBadProfileIsABadProfile() throws IOException {
        Path profile = Files.writeString(models.resolve("bad.yaml"), "nothing: known\n");
        JsonObject answer =
                lines(QuestionType.BUFFERS).answer("{\"gguf\":\"small.gguf\",\"hardware\":\"" + profile + "\"}");
        assertEquals("profile", answer.get("error").orElseThrow().string("code").orElseThrow());
    }

    @Test
    void aBadLineStopsNoOther() throws IOException {
        List<String> answers = answers(
                "{\"id\":\"1\",\"gguf\":\"small.gguf\",\"devices\":[],\"options\":{}}",
                "{\"id\":\"2\",\"gguf\":",
                "",
                "[]",
                "{\"id\":\"9\",\"gguf\":\"small.gguf\"}");
        assertEquals(4, answers.size());
        assertTrue(answers.getFirst().startsWith("{\"id\":\"1\",\"model\""), answers.getFirst());
        assertTrue(answers.get(1).startsWith("{\"id\":\"2\",\"error\":{\"code\":\"usage\""), answers.get(1));
        assertTrue(answers.get(2).startsWith("{\"id\":null,\"error\""), answers.get(2));
        assertTrue(answers.getLast().startsWith("{\"id\":\"9\",\"model\""));
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
        assertTrue(answers.stream().allMatch(a -> a.contains("\"error\"")), answers.toString());
    }

    /** A row of measurements may be asked about as it is. */
    @Test
    void aLineOfTheContractMayCarryRemarks() throws IOException {
        String answer = answers("{\"id\":\"a\",\"gguf\":\"small.gguf\",\"source\":\"a"
                        + " log\",\"note\":1,\"expected\":{\"n_ctx\":1}}")
                .getFirst();
        assertTrue(answer.startsWith("{\"id\":\"a\",\"model\""), answer);
    }

    /** A mistyped key would silently change what is answered. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "`quantt`:`Q8_0`|unknown key 'quantt'; did you mean 'quant'?",
                "`option`:{`n_ctx`:8}|unknown key 'option'; did you mean 'options'?",
                "`options`:{`n_ctxx`:8}|unknown key 'n_ctxx' in options; did you mean 'n_ctx'?",
                "`options`:{`cache_type`:8}|unknown key 'cache_type' in options",
                "`speed`:{`n_promt`:8}|unknown key 'n_promt' in speed; did you mean 'n_prompt'?",
                "`devices`:[{`backend`:`cuda`,`free_byte`:1}]|unknown key 'free_byte' in devices[0]; did you mean"
                        + " 'free_bytes'?",
                "`context`:8192|unknown key 'context'"
            })
    void anUnknownKeyOfALineIsAnError(String members, String message) throws IOException {
        String answer = answers("{\"id\":\"a\",\"gguf\":\"small.gguf\"," + members.replace('`', '"') + "}")
                .getFirst();
        assertTrue(answer.contains("\"code\":\"usage\""), answer);
        assertTrue(answer.contains(message), answer);
    }

    @ParameterizedTest
    @CsvSource({"\"8k\",8192", "8192,8192", "\"2048\",2048", "\"1m\",1048576"})
    void tokensAreReadAsPeopleWriteThem(String written, int cells) throws IOException {
        String answer = answers("{\"id\":\"a\",\"gguf\":\"small.gguf\",\"options\":{\"n_ctx\":" + written + "}}")
                .getFirst();
        assertTrue(answer.contains("\"n_ctx\":" + cells + ","), answer);
    }

    @Test
    void aLineMayAskAnotherQuestion() throws IOException {
        List<String> answers = answers(
                "{\"id\":\"a\",\"ask\":\"quants\",\"gguf\":\"small.gguf\"}",
                "{\"ask\":\"quants\",\"gguf\":\"small.gguf\"}");
        assertTrue(answers.getFirst().startsWith("{\"schema\":\"llmfit/quants/1\",\"id\":\"a\",\"engine\""));
        assertTrue(answers.getLast().startsWith("{\"schema\":\"llmfit/quants/1\",\"engine\""), answers.getLast());
        assertTrue(answers.getFirst().contains("\"name\":\"small.gguf\""), answers.getFirst());
    }

    @Test
    void defaultsAreThoseOfTheUsualQuestion() {
        QuestionLines lines = lines(
                QuestionType.QUANTS, JsonObject.builder().put("imatrix", true).build());
        assertTrue(lines.answer("{\"gguf\":\"small.gguf\"}").truth("imatrix"));
        assertTrue(!lines.answer("{\"gguf\":\"small.gguf\",\"imatrix\":false}").truth("imatrix"));
        assertTrue(!lines.answer("{\"ask\":\"quants\",\"gguf\":\"small.gguf\"}").truth("imatrix"));
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
                () -> lines(QuestionType.BUFFERS).run(new BufferedReader(new StringReader(lines)), full));
        assertEquals("disk full", failure.getMessage());
    }
}
