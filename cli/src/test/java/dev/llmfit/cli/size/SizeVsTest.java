package dev.llmfit.cli.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.CommandRunner;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.engine.line.ShellWords;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two launches side by side: the second is the first with changes. */
class SizeVsTest {
    private static final List<String> FIRST =
            List.of("size", "llama3.1:70b:Q4_K_M", "-c", "8192", "-ngl", "42", "--hardware", "rtx4090-24g-64g");

    @Test
    void aQuantizedCacheIsTheOnlyDifference() {
        String page = run(0, with("--vs", "-ctk q8_0 -ctv q8_0"));
        assertTrue(page.contains("KV f16/f16"), page);
        assertTrue(page.contains("KV q8_0/q8_0"), page);
        String weights =
                page.lines().filter(l -> l.contains("weights")).findFirst().orElseThrow();
        assertTrue(weights.endsWith(" 0"), weights);
        // 42 of 80 layers less the output: 41 layers of 32 MiB at f16; q8_0 takes 8.5 of 16 bits, and its rotations 3.2
        // MiB
        String cache =
                page.lines().filter(l -> l.contains("KV cache")).findFirst().orElseThrow();
        assertTrue(cache.matches(".*1,312\\.0 +700\\.2 +−611\\.8"), cache);
        assertTrue(page.endsWith("Both fit.\n"), page);
    }

    @Test
    void anotherMachineTakesThePlaceOfTheFirst() {
        String page = run(0, with("--vs-hardware", "2x geforce-rtx-3090-24g"));
        assertTrue(page.contains("A  llama3.1:70b:Q4_K_M · RTX 4090 · -ngl 42/81 · "), page);
        assertTrue(page.contains("B  llama3.1:70b:Q4_K_M · 2 × RTX 3090 · -ngl 42/81 · "), page);
        assertTrue(page.contains("– / CUDA1"), page);
    }

    @Test
    void anotherModelTakesThePlaceOfTheFirst() {
        String page = run(0, with("--vs", "llama-server -m qwen3:32b -t 8 -ngl 99"));
        assertTrue(page.contains("B  qwen3:32b · RTX 4090 · -ngl 65/65 · 8,192 tokens"), page);
    }

    @Test
    void oneThatFitsIsEnough() {
        assertTrue(run(0, with("--vs", "-ngl 81")).endsWith("Only A fits.\n"));
        List<String> both = new ArrayList<>(FIRST);
        both.set(5, "81");
        both.addAll(List.of("--vs", "-c 16384"));
        assertTrue(run(3, both).endsWith("Neither fits.\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "-ctk q9, 2, '-ctk q9'",
        "-c many, 2, --vs: Invalid value",
        "--nonsense, 2, --vs: Unknown option",
        "no-such-model-9, 4, No model is named",
        "\"open, 2, --vs: the quote"
    })
    void oddChangesAreRefused(String changes, int code, String sentence) {
        String said = run(code, with("--vs", changes));
        assertTrue(said.contains(sentence), said);
    }

    @Test
    void wordsAreThoseOfAShell() {
        assertEquals(
                List.of("-m", "my model.gguf", "it's", "", "a b"),
                ShellWords.split(" -m 'my model.gguf'  \"it's\" '' a\\ b "));
        assertEquals(List.of(), ShellWords.split("  "));
        assertThrows(IllegalArgumentException.class, () -> ShellWords.split("'x"));
    }

    private static List<String> with(String flag, String value) {
        List<String> command = new ArrayList<>(FIRST);
        command.addAll(List.of(flag, value));
        return command;
    }

    private static String run(int expected, List<String> command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = new CommandRunner(new Console(stream, stream, 100, false), CommandRun.settings()).run(command);
        String text = out.toString(StandardCharsets.UTF_8);
        assertEquals(expected, code, text);
        return text;
    }
}
