package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.GoldenText;
import dev.llmfit.cli.SchemaCheck;
import dev.llmfit.fixtures.RecordedLogs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorLogTest {
    private static final String ONE_LINE =
            "Error: llama runner process has terminated: cudaMalloc failed: out of memory";

    @TempDir
    private Path folder = Path.of("");

    private Path file(String log) throws IOException {
        return Files.write(folder.resolve(log), RecordedLogs.lines(log));
    }

    private static CommandRun pasted(String text, String... args) {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
            return CommandRun.of(args);
        } finally {
            System.setIn(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mtp-draft-context.log",
                "mtp-nothing-failed.log",
                "cuda-two-failures.log",
                "load-type-of-fork.log",
                "oom-pytorch.log",
                "slow-ollama-ps.log",
                "slow-nvidia-smi-shared.log"
            })
    void documentsAreValid(String log) throws IOException {
        CommandRun run = CommandRun.of("doctor", file(log).toString(), "--json");
        assertEquals(0, run.exit(), run.err());
        SchemaCheck.conforms("symptom", run.out());
    }

    @Test
    void aFileAnOptionStandardInputAndAPastedLineAreTheSame() throws IOException {
        Path file = Files.writeString(folder.resolve("one.log"), ONE_LINE + "\n");
        String expected = CommandRun.of("doctor", file.toString()).out();
        assertTrue(expected.contains("on a GPU"), expected);
        assertEquals(expected, CommandRun.of("doctor", "--log", file.toString()).out());
        assertEquals(expected, pasted(ONE_LINE + "\n", "doctor", "-").out());
        assertEquals(expected, CommandRun.of("doctor", ONE_LINE).out());
    }

    @Test
    void whatIsNotUnderstoodIsRefusedWithAWordOnWhatToPaste() {
        for (String text : new String[] {"", "\n \n", "hello world, this is a letter\n"}) {
            CommandRun run = pasted(text, "doctor", "-");
            assertEquals(4, run.exit(), text);
            assertTrue(run.err().contains("paste what llama-server, Ollama, LM Studio"), run.err());
            assertEquals("", run.out());
        }
        assertEquals(4, CommandRun.of("doctor", "no-such.log").exit());
        assertEquals(4, CommandRun.of("doctor", folder.toString()).exit());
    }

    @Test
    void optionsThatGoWithALogAreNotIgnoredWithoutOne() {
        assertEquals(
                2, CommandRun.of("doctor", "--hardware", "geforce-rtx-3090-24g").exit());
        assertEquals(2, CommandRun.of("doctor", "--model", "llama3.1:8b").exit());
        assertEquals(2, CommandRun.of("doctor", "--symptom", "fever", "-").exit());
        assertEquals(2, CommandRun.of("doctor", "--log", "a.log", "b.log").exit());
    }

    @Test
    void aMachineThatIsNamedIsUsedOrSaidNotToBe() throws IOException {
        String used = CommandRun.of(
                        "doctor",
                        file("slow-ollama-verbose.log").toString(),
                        "--model",
                        "llama3.1:8b",
                        "--hardware",
                        "geforce-rtx-3060-12g")
                .out();
        assertTrue(used.contains("on RTX 3060"), used);
        String not = pasted(ONE_LINE, "doctor", "-", "--hardware", "geforce-rtx-3060-12g")
                .out();
        assertTrue(not.contains("is not used for this log"), not);
    }

    /** Colours, movements of the cursor, titles of the window and marks of direction in a stranger's log. */
    @Test
    void nothingThatSteersATerminalIsShown() {
        String log =
                "llama_model_load: error loading model: unknown model architecture: 'a\u001b[2J\u001b]0;title\u0007b\u202ec\u0085\u0000d'\n";
        for (CommandRun run : new CommandRun[] {pasted(log, "doctor", "-"), pasted(log, "doctor", "-", "--json")}) {
            assertEquals(0, run.exit(), run.err());
            assertTrue(run.out().contains("abcd"), run.out());
            assertFalse(run.out().chars().anyMatch(c -> c != '\n' && Character.isISOControl(c)), run.out());
            assertFalse(run.out().contains("\u202e"), run.out());
        }
    }

    @Test
    void theAnswerReadsWell() throws IOException {
        Path log = file("mtp-draft-context.log");
        GoldenText.check("doctor-mtp", CommandRun.of("doctor", log.toString()).out());
    }
}
