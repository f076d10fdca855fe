package dev.llmfit.cli.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.CommandRunner;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.render.CharWidth;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of a recommendation, in every case and width. Numbers are left to the tests of what computes them. */
class RecommendLayoutTest {
    @ParameterizedTest
    @CsvSource({
        "llama3.1:8b, geforce-rtx-4090-24g, 0, 'offload/full', full-gpu",
        "llama3.1:70b:Q4_K_M, geforce-rtx-4090-24g, 0, '', partial-gpu",
        "gpt-oss:120b, geforce-rtx-4090-24g, 0, 'offload/experts', moe-offload",
        "llama3.2:3b, rpi5-8g, 0, '', cpu",
        "deepseek-v3.1:671b, rpi5-8g, 3, '', no-fit",
        "llama3.1:8b, apple-m2-pro-19c-32g, 0, '', full-gpu"
    })
    void everyPageKeepsItsOrderAndWidth(String model, String hardware, int code, String rule, String verdict) {
        for (int columns : List.of(100, 60)) {
            String page = run(code, columns, List.of("recommend", "--model", model, "--hardware", hardware));
            List<String> lines = page.lines().toList();
            assertTrue(lines.getFirst().startsWith(model.split(":Q", -1)[0]), page);
            assertTrue(page.contains(rule), page);
            if (code == 0) {
                assertEquals(List.of("Why", "Run", "Ollama", "Prove"), headings(lines), page);
                assertTrue(lines.stream().filter(l -> l.startsWith("▸")).count() == 1, page);
            } else {
                assertTrue(page.contains("does not fit here"), page);
            }
            lines.stream()
                    .filter(RecommendLayoutTest::mayNotBeWide)
                    .forEach(l -> assertTrue(CharWidth.of(l) <= columns, columns + " columns: " + l));
        }
        String json = run(code, 100, List.of("recommend", "--model", model, "--hardware", hardware, "--json"));
        String first = json.substring(json.indexOf("\"verdict\""));
        assertTrue(first.startsWith("\"verdict\" : \"" + verdict + "\""), first.substring(0, 60));
    }

    /** Commands are copied whole; the first two lines name model and machine. */
    private static boolean mayNotBeWide(String line) {
        return line.startsWith("▸") || line.startsWith("   ") || line.startsWith("Why") || line.startsWith("Think")
                ? !line.contains("ollama run") && !line.contains("llama-server") && !line.contains("llmfit")
                : line.startsWith("Ollama");
    }

    private static List<String> headings(List<String> lines) {
        List<String> found = new ArrayList<>();
        for (String line : lines) {
            for (String heading : List.of("Why", "Run", "Ollama", "Prove")) {
                if (line.startsWith(heading + " ")) {
                    found.add(heading);
                }
            }
        }
        return found;
    }

    private static String run(int expected, int columns, List<String> command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = new CommandRunner(new Console(stream, stream, columns, false), CommandRun.settings()).run(command);
        String text = out.toString(StandardCharsets.UTF_8);
        assertEquals(expected, code, text);
        return text;
    }
}
