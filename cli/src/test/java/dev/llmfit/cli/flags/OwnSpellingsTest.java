package dev.llmfit.cli.flags;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.commands.BenchCommand;
import dev.llmfit.cli.commands.SizeCommand;
import dev.llmfit.cli.commands.VerifyCommand;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.engine.line.OwnOptions;
import dev.llmfit.engine.line.PastedLines;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** An option that a command declares reaches it, whatever llama.cpp has of the same name. */
class OwnSpellingsTest {
    private static CommandLine line(Object command) {
        return new CommandLine(command);
    }

    private static Shell shell() {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        return new Shell(new Console(out, out, 100, false), CommandRun.bench());
    }

    static Stream<Arguments> options() {
        List<Arguments> all = new ArrayList<>();
        Shell shell = shell();
        for (CommandLine command :
                List.of(line(new SizeCommand(shell)), line(new VerifyCommand(shell)), line(new BenchCommand(shell)))) {
            for (OptionSpec option : command.getCommandSpec().options()) {
                for (String name : option.names()) {
                    all.add(Arguments.of(
                            command.getCommandName(), name, option.arity().max() > 0, OwnSpellings.of(command)));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("options")
    void anOptionOfTheCommandIsNeverDropped(String command, String name, boolean value, OwnOptions own) {
        List<String> words = new ArrayList<>(List.of("llama3.2:1b", name));
        if (value) {
            words.add("7");
        }
        List<String> kept = PastedLines.read(words, own).arguments();
        assertTrue(
                kept.stream().anyMatch(word -> word.equals(name) || word.startsWith(name + "=")),
                () -> command + " " + words + " became " + kept);
        assertEquals(value, kept.contains("7"), kept::toString);
    }
}
