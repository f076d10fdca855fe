package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.shell.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommandRunnerTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        int code = new CommandRunner(new Console(outStream, errStream, 100, false), CommandRun.settings())
                .run(List.of(args));
        outStream.flush();
        errStream.flush();
        return code;
    }

    @Test
    void helpListsEveryVisibleCommand() {
        assertEquals(0, run("--help"));
        String help = out.toString(StandardCharsets.UTF_8);
        for (String name : Commands.all().keySet()) {
            assertEquals(!name.equals("train"), help.contains("\n  " + name + " "), name);
        }
    }

    @Test
    void unknownCommandIsOneSentenceAndExitTwo() {
        assertEquals(2, run("nonsense"));
        String message = err.toString(StandardCharsets.UTF_8);
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.startsWith("llmfit: "), message);
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void unknownCommandWithJsonIsAlsoADocument() {
        assertEquals(2, run("nonsense", "--json"));
        String document = out.toString(StandardCharsets.UTF_8);
        assertTrue(document.contains("\"llmfit/error/1\""), document);
        assertTrue(document.contains("\"usage\""), document);
    }

    /** 40 columns are the least that a console has. */
    @Test
    void aNarrowConsoleHasHelpToo() {
        CommandRun run = CommandRun.of(CommandRun.settings(), 40, "--help");
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().contains("recommend"), run.out());
    }

    @Test
    void everyCommandHasHelp() {
        for (String name : Commands.all().keySet()) {
            if (name.equals("train")) {
                continue;
            }
            out.reset();
            assertEquals(0, run(name, "--help"), name);
            assertTrue(out.toString(StandardCharsets.UTF_8).contains("Usage: llmfit " + name), name);
        }
        assertFalse(Commands.all().isEmpty());
    }

    static List<List<String>> pastedCommandLines() {
        return List.of(
                List.of("llama-server", "-m", "x.gguf", "-c", "8192", "--host", "0.0.0.0", "--port", "8080"),
                List.of("/usr/local/bin/llama-server", "-t", "8", "-m", "x.gguf", "-c", "8192", "--jinja"),
                List.of("-m", "x.gguf", "--temp=0.7", "-c", "8192"));
    }

    @ParameterizedTest
    @MethodSource("pastedCommandLines")
    void pastedServerFlagsAreDropped(List<String> pasted) {
        assertEquals(
                List.of("-m", "x.gguf", "-c", "8192"),
                dev.llmfit.cli.flags.PastedFlags.clean(pasted, java.util.Set.of()));
    }
}
