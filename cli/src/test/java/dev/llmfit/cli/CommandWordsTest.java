package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.rules.AskableQuestion;
import dev.llmfit.units.NextStep;
import dev.llmfit.units.NextStep.Ask;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Next steps in the words of the command line are what the command line takes. */
class CommandWordsTest {
    static Stream<Arguments> steps() {
        return Stream.of(
                Arguments.of(new Ask("models").and("query", "qwen"), "llmfit models qwen"),
                Arguments.of(new Ask("plan").and("model", ""), "llmfit plan MODEL"),
                Arguments.of(
                        new Ask("recommend").and("model", "qwen3:8b").and("hardware", "2x arc-a770-16g"),
                        "llmfit recommend --model qwen3:8b --hardware '2x arc-a770-16g'"),
                Arguments.of(new Ask("size").and("model", "").and("rpc", ""), "llmfit size MODEL --rpc HOST:PORT"),
                Arguments.of(new Ask("probe").and("deep", "true"), "llmfit probe --deep"),
                Arguments.of(new NextStep.Change("hardware", ""), "--hardware"),
                Arguments.of(new NextStep.Change("n_ctx", "8192"), "-c 8192"),
                Arguments.of(new NextStep.Read(URI.create("https://example.org/x")), "https://example.org/x"),
                Arguments.of(new NextStep.Write("x.service", "[Unit]"), "x.service"));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aStepIsWhatAPersonTypes(NextStep step, String words) {
        assertEquals(words, new CommandWords().of(step));
    }

    @Test
    void everyFieldThatARuleMayNameIsOneOfItsCommand() {
        PrintStream none = new PrintStream(PrintStream.nullOutputStream(), false);
        Shell shell = new Shell(new Console(none, none, 100, false), CommandRun.bench());
        for (AskableQuestion question : AskableQuestion.values()) {
            CommandLine command = new CommandLine(
                    Objects.requireNonNull(Commands.all().get(question.id())).apply(shell));
            for (String field : question.fields()) {
                List<String> words = List.of(new CommandWords()
                        .of(new Ask(question.id()).and(field, "x"))
                        .split(" ", -1));
                boolean known = words.size() == 4
                        ? command.getCommandSpec().findOption(words.get(2)) != null
                        : !command.getCommandSpec().positionalParameters().isEmpty();
                assertTrue(known, question.id() + " " + field + ": " + words);
            }
        }
    }
}
