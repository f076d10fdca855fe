package dev.llmfit.cli.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.CommandRunner;
import dev.llmfit.cli.shell.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class MatrixCommandTest {
    private static final String FILE = "src/test/resources/dev/llmfit/cli/matrix.yaml";

    @TempDir
    Path folder;

    @Test
    void everyDifferenceIsToldAndTheExitCodeIsThree() {
        String text = run(3, List.of("matrix", FILE));
        assertTrue(text.contains("✓ good"), text);
        assertTrue(text.contains("✗ bad"), text);
        assertTrue(text.contains("bad  host_budget_now_gib: 3.25 instead of 6.00"), text);
        assertTrue(text.contains("bad  threads: 4 instead of 8"), text);
        assertTrue(text.contains("bad  warnings: 'no-such-warning' was expected but is missing"), text);
        assertTrue(text.contains("bad  llama3.1:8b Q4_K_M: verdict no-fit instead of one that fits"), text);
        assertTrue(text.endsWith("1 of 2 machines as expected\n"), text);
    }

    @Test
    void junitAndSummaryAreWritten() throws Exception {
        Path junit = folder.resolve("junit.xml");
        Path summary = folder.resolve("summary.md");
        run(3, List.of("matrix", FILE, "--junit", junit.toString(), "--summary", summary.toString()));
        Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(junit.toFile());
        assertEquals("5", xml.getDocumentElement().getAttribute("tests"));
        assertEquals(2, xml.getElementsByTagName("failure").getLength());
        assertTrue(Files.readString(summary).contains("| good | 11.0 |"));
    }

    @Test
    void whatProbeSavesCanBeCheckedAndNamed() throws IOException {
        Path file = folder.resolve("me.yaml");
        run(0, List.of("probe", "--save", file.toString()));
        assertTrue(run(0, List.of("matrix", file.toString())).contains("✓ this-machine"));
    }

    @Test
    void aRecordingIsShownLikeTheMachine() {
        Path raw = folder.resolve("raw");
        run(0, List.of("probe", "--raw", raw.toString()));
        assertTrue(run(0, List.of("probe", "--from-raw", raw.toString())).contains("GiB free"));
        run(5, List.of("probe", "--from-raw", folder.resolve("none").toString()));
    }

    private static String run(int expected, List<String> arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = new CommandRunner(
                        new Console(
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8),
                                100,
                                false),
                        CommandRun.settings())
                .run(arguments);
        String text = out.toString(StandardCharsets.UTF_8);
        assertEquals(expected, code, text + err.toString(StandardCharsets.UTF_8));
        return text;
    }
}
