package dev.llmfit.cli.quants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.CommandRunner;
import dev.llmfit.cli.GoldenText;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.fixtures.RecordedHeaders.QuantizedSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantsCommandTest {
    private static final String LLAMA = "llama3.1-8b";

    @TempDir
    Path folder = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... command) {
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new CommandRunner(new Console(outStream, errStream, 100, false), CommandRun.settings())
                .run(List.of(command));
    }

    private Path header(String model) throws IOException {
        return Files.write(folder.resolve(model + ".gguf"), RecordedHeaders.f16(model));
    }

    @Test
    void batchAnswersEveryLineInItsOrder() throws IOException {
        header(LLAMA);
        Files.write(folder.resolve("damaged.gguf"), Arrays.copyOf(RecordedHeaders.f16(LLAMA), 1000));
        Path lines = Files.writeString(folder.resolve("lines"), """
            {"id":"a","gguf":"llama3.1-8b.gguf","expected":[1,{}]}
            {"id":"b","gguf":"missing.gguf"}
            {"id":"c","gguf":"damaged.gguf"}
            {"id":"d"}
            nonsense
            {"id":"f","model":"llama3.1:8b"}
            """);
        assertEquals(0, run("quants", "--batch", lines.toString(), "--models-dir", folder.toString(), "--json"));
        List<String> answers = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(6, answers.size());
        assertTrue(answers.get(0).contains("\"id\":\"a\""), answers.get(0));
        for (QuantizedSize size : RecordedHeaders.quantizedSizes()) {
            if (size.model().equals(LLAMA)) {
                String row = "\"file_type\":\"" + size.fileType() + "\",\"tensor_bytes\":" + size.tensorBytes();
                assertTrue(answers.get(0).contains(row), row);
                assertTrue(answers.get(5).contains(row), row);
            }
        }
        assertTrue(answers.get(1).contains("\"code\":\"no-such-file\""), answers.get(1));
        assertTrue(answers.get(2).contains("\"code\":\"gguf\""), answers.get(2));
        assertTrue(answers.get(3).contains("The question needs 'gguf' or 'model'"), answers.get(3));
        assertTrue(answers.get(4).contains("\"code\":\"usage\""), answers.get(4));
    }

    @Test
    void textHasARowPerFileType() throws IOException {
        assertEquals(
                0,
                run("quants", header(LLAMA).toString(), "--header-only", "--hardware", "rtx4090-24g-64g"),
                err.toString(StandardCharsets.UTF_8));
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertTrue(
                lines.stream().anyMatch(l -> l.startsWith("     Q4_K_M         4.58         4.89  2.8 %")),
                lines::toString);
        assertTrue(
                lines.stream()
                        .anyMatch(l -> l.startsWith("     IQ2_XXS        2.23         2.38") && l.endsWith("needed")),
                lines::toString);
        assertEquals(1, lines.stream().filter(l -> l.startsWith("  ▸  ")).count(), "one sweet spot");
        assertTrue(lines.stream().allMatch(l -> l.length() <= 100 || l.contains("llmfit ")), lines::toString);
    }

    @Test
    void anImportanceMatrixMakesSomeFilesSmaller() throws IOException {
        assertEquals(0, run("quants", header(LLAMA).toString(), "--header-only", "--imatrix", "--json"));
        String document = out.toString(StandardCharsets.UTF_8);
        assertTrue(document.contains("\"imatrix\" : true"), document);
        long plain = RecordedHeaders.quantizedSizes().stream()
                .filter(s -> s.model().equals(LLAMA) && s.fileType().equals("IQ4_XS"))
                .findFirst()
                .orElseThrow()
                .tensorBytes();
        assertTrue(!document.contains("\"tensor_bytes\" : " + plain), document);
    }

    @Test
    void aDamagedFileIsOneSentenceAndExit4() throws IOException {
        Path damaged = Files.write(folder.resolve("d.gguf"), Arrays.copyOf(RecordedHeaders.f16(LLAMA), 3000));
        assertEquals(4, run("quants", damaged.toString(), "--header-only"));
        assertEquals("", out.toString(StandardCharsets.UTF_8));
        String message = err.toString(StandardCharsets.UTF_8);
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.contains("(at byte "), message);
    }

    @Test
    void noModelIsAUsageError() {
        assertEquals(2, run("quants"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("Name a model or a GGUF file."), err::toString);
    }

    /** What is marked is what recommend takes, also where experts stay in RAM or the model has one native type. */
    @ParameterizedTest
    @CsvSource({
        "qwen3.6:35b, geforce-rtx-4070-12g",
        "qwen3:30b, geforce-rtx-4070-12g",
        "gpt-oss:20b, rtx4090-24g-64g",
        "llama3.2:1b, epyc-9554-12ch-cpu",
        "unsloth/Qwen3.6-35B-A3B-GGUF, rtx4090-24g-64g"
    })
    void theMarkIsWhatRecommendTakes(String model, String hardware) {
        String marked = first("\"sweet_spot\" : \"", "quants", model, "--hardware", hardware, "--offline", "--json");
        String taken = first(
                "\"file_type\" : \"", "recommend", "--model", model, "--hardware", hardware, "--offline", "--json");
        assertEquals(taken, marked);
    }

    private static String first(String key, String... command) {
        CommandRun run = CommandRun.of(CommandRun.settings(), 140, command);
        assertEquals(0, run.exit(), run::err);
        int rows = Math.max(0, run.out().indexOf("\"candidates\"")); // the model before them has a type of its own
        int start = run.out().indexOf(key, rows) + key.length();
        return run.out().substring(start, run.out().indexOf('"', start));
    }

    @Test
    void filesOfAListedRepositoryAreTold() {
        CommandRun run = CommandRun.of(
                CommandRun.settings(),
                140,
                "quants",
                "unsloth/Qwen3-4B-GGUF",
                "--hardware",
                "rtx4090-24g-64g",
                "--offline");
        assertEquals(0, run.exit(), run::err);
        assertTrue(run.out().lines().anyMatch(l -> l.contains("UD-Q4_K_XL") && l.contains("not known")), run::out);
        assertTrue(run.out().lines().anyMatch(l -> l.contains("Q4_K_M") && l.contains("exact")), run::out);
    }

    @ParameterizedTest
    @CsvSource({
        "quants-llama, llama3.1:8b, rtx4090-24g-64g",
        "quants-mixture-on-cpu, qwen3:30b-a3b, epyc-9554-12ch-cpu",
        "quants-deepseek, deepseek-v2-lite, apple-m2-max-38c-96g"
    })
    void textIsAsRecorded(String golden, String model, String hardware) throws IOException {
        CommandRun run =
                CommandRun.of(CommandRun.settings(), 140, "quants", model, "--hardware", hardware, "--offline");
        assertEquals(0, run.exit(), run::err);
        GoldenText.check(golden, run.out());
    }
}
