package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ReaderGoneException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            assertEquals(Commands.shown().contains(name), help.contains("\n  " + name + " "), name);
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
        for (String name : Commands.shown()) {
            out.reset();
            assertEquals(0, run(name, "--help"), name);
            assertTrue(out.toString(StandardCharsets.UTF_8).contains("Usage: llmfit " + name), name);
        }
        assertFalse(Commands.all().isEmpty());
    }

    /** Runs a command whose standard output fails in this way. */
    private int runOnto(Throwable failure, String... args) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (IOException) failure;
            }
        };
        return new CommandRunner(new Console(full, err, 100, false), CommandRun.settings()).run(List.of(args));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--help", "--version", "models qwen3", "models qwen3 --json", "probe --list", "rules schema"})
    void anAnswerThatCannotBeWrittenIsAFailure(String command) {
        assertEquals(1, runOnto(new IOException("No space left on device"), command.split(" ")));
        assertEquals(
                "llmfit: The answer cannot be written to standard output: No space left on device."
                        + " (make room, or write elsewhere)\n",
                err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aBatchThatCannotBeWrittenIsAFailureToo(@TempDir Path folder) throws IOException {
        Path lines = Files.writeString(folder.resolve("lines"), "{\"model\":\"llama3.1:8b\"}\n".repeat(20));
        assertEquals(1, runOnto(new IOException("No space left on device"), "size", "--batch", lines.toString()));
        assertEquals(1, err.toString(StandardCharsets.UTF_8).lines().count(), err::toString);
    }

    @Test
    void aReaderThatHasGoneIsNoFailure() {
        assertEquals(0, runOnto(new ReaderGoneException(new IOException("Broken pipe")), "models", "qwen3"));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    static List<Arguments> errors() {
        return List.of(
                Arguments.of(new StackOverflowError(), "Unexpected failure: something is nested too deeply."),
                Arguments.of(new OutOfMemoryError("Java heap space"), "This needs more memory than the "),
                Arguments.of(new NoClassDefFoundError("a/B"), "The program's own files are damaged or incomplete: "),
                Arguments.of(
                        new ExceptionInInitializerError(new IllegalStateException("gone")),
                        "The program's own files are damaged or incomplete: IllegalStateException: gone."),
                Arguments.of(new AssertionError("odd"), "Unexpected failure: AssertionError: odd."));
    }

    /** What Java calls an error is one sentence too. */
    @ParameterizedTest
    @MethodSource("errors")
    void errorsAreOneSentence(Error error, String sentence) {
        assertEquals(1, runOnto(error, "models", "qwen3"));
        String said = err.toString(StandardCharsets.UTF_8);
        assertTrue(said.startsWith("llmfit: " + sentence), said);
        assertEquals(1, said.lines().count(), said);
    }
}
