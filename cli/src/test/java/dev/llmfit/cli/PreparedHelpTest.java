package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.shell.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the build renders is what would be rendered when it is asked for. */
class PreparedHelpTest {
    @Test
    void everyCommandIsRenderedForEveryWidth(@TempDir Path folder) throws IOException {
        PreparedHelp.main(new String[] {folder.toString()});
        List<List<String>> commands = PreparedHelp.commands();
        assertTrue(commands.contains(List.of("llmfit", "models", "show")), commands.toString());
        try (Stream<Path> files = Files.walk(folder.resolve("help"))) {
            assertEquals(
                    commands.size() * 6L, files.filter(Files::isRegularFile).count());
        }
        for (List<String> command : commands) {
            Path file = folder.resolve("help/80/" + String.join(".", command));
            String page = Files.readString(file);
            assertTrue(page.contains("Usage: " + String.join(" ", command)), page);
            // Examples are lines as they are: they are there to be copied.
            String wrapped = page.replaceFirst("(?s)Examples:\n.*?\n\n", "");
            assertTrue(wrapped.lines().allMatch(l -> l.length() <= 80), page);
            assertEquals(PreparedHelp.rendered(command.subList(1, command.size()), 99, false), page, file.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"40, 55", "79, 79", "80, 80", "99, 80", "100, 100", "119, 100", "120, 120", "500, 120"})
    void aTerminalGetsTheWidestThatFits(int columns, int width) {
        assertEquals(width, PreparedHelp.width(columns));
    }

    @ParameterizedTest
    @CsvSource({
        "--help",
        "-h",
        "help",
        "help help",
        "size --help",
        "size -h",
        "help size",
        "models show --help",
        "help models show"
    })
    void helpIsTheSameHoweverItIsAskedFor(String line) {
        List<String> args = List.of(line.split(" ", -1));
        Console console = new Console(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), 100, false);
        List<String> command = new ArrayList<>(args);
        command.removeAll(List.of("help", "--help", "-h"));
        String live = PreparedHelp.rendered(command, 100, false);
        // Where the build has rendered nothing yet, nothing is known, and it is rendered then.
        PreparedHelp.asked(args, console).ifPresent(page -> assertEquals(live, page));
        assertEquals(live, CommandRun.of(args.toArray(String[]::new)).out());
    }

    @ParameterizedTest
    @CsvSource({
        "help quantization",
        "size llama3.1:8b",
        "--version",
        "../100/size --help",
        "size --help more",
        "nonsense --help"
    })
    void nothingElseIsTakenForIt(String line) {
        Console console = new Console(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), 100, false);
        assertEquals(Optional.empty(), PreparedHelp.asked(List.of(line.split(" ", -1)), console));
    }

    @Test
    void trainingPrintsHelpAndVersion() {
        String out = CommandRun.of("train", "help").out();
        assertTrue(out.getBytes(StandardCharsets.UTF_8).length > 1000 && out.contains("llmfit development"), out);
    }
}
