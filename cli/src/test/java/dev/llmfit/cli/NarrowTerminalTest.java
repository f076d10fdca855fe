package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.units.Environment;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No line passes 80 columns; what is copied, a command or an address, stays in one piece and alone on its line. */
class NarrowTerminalTest {
    private static final int COLUMNS = 80;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quants qwen3:8b --hardware rtx4090-24g-64g",
                "quants qwen3:30b --hardware rpi5-8g",
                "quants gpt-oss:20b --hardware 2x3090",
                "quants bartowski/Meta-Llama-3.1-8B-Instruct-GGUF --offline --hardware rtx4090-24g-64g",
                "models show qwen3:30b",
                "models show gpt-oss:20b",
                "models show deepseek-r1:671b",
                "models show llama3.1:8b",
                "plan llama3.3:70b --users 4 --hardware rtx4090-24g-64g"
            })
    void textKeepsWithinIt(String command) {
        CommandRun run = CommandRun.of(new Settings(Environment.ofProcess(), true), COLUMNS, command.split(" ", -1));
        assertEquals(0, run.exit(), run.err());
        List<String> wide = run.out()
                .lines()
                .filter(line -> line.length() > COLUMNS)
                .filter(line -> !line.strip().matches("https?://\\S+|([A-Z][a-z]+ +)?llmfit [^…]+"))
                .toList();
        assertEquals(List.of(), wide);
        assertTrue(run.out().lines().count() > 5, run.out());
    }
}
