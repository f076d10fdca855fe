package dev.llmfit.cli;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.cli.flags.OwnSpellings;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.engine.line.ShellWords;
import dev.llmfit.units.Environment;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What the build prepares reads a line as the annotations read it. */
class PreparedOptionsTest {
    private static final Settings SETTINGS = new Settings(Environment.ofProcess(), true);
    private static final Console CONSOLE =
            new Console(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), 100, false);
    private static final Shell SHELL = new Shell(CONSOLE, Workbench.of(SETTINGS));
    private static final Map<String, PreparedOptions> PREPARED = PreparedHelp.options();

    @Test
    void onlyCommandsWithoutOthersBelowThemArePrepared() {
        assertTrue(PREPARED.keySet().containsAll(List.of("size", "probe", "recommend", "plan", "quants", "tui")));
        assertFalse(PREPARED.containsKey("models"));
    }

    @Test
    void whatIsWrittenIsRead() {
        PREPARED.forEach((name, options) -> assertEquals(
                options.toString(), PreparedOptions.read(options.toString()).toString(), name));
    }

    @Test
    void wordsFollowTheSameOptions() {
        PREPARED.forEach((name, options) -> {
            CommandLine command = annotated(name, Commands.of(name, SHELL));
            assertEquals(OwnSpellings.of(command), options.spellings(), name);
        });
    }

    /** Every option once, with a value of its type. */
    @Test
    void everyOptionIsSetAlike() {
        PREPARED.forEach((name, options) -> {
            for (OptionSpec option :
                    annotated(name, Commands.of(name, SHELL)).getCommandSpec().options()) {
                if (!option.usageHelp()) {
                    for (String spelling : option.names()) {
                        String value = option.arity().max() == 0 ? "" : " " + value(option);
                        same(name, spelling + value);
                    }
                }
            }
        });
    }

    private static String value(OptionSpec option) {
        Class<?> type = option.auxiliaryTypes()[0];
        boolean number = type == Integer.class || type == int.class || type == Double.class || type == double.class;
        if (number) {
            return "3";
        }
        return type.isEnum() ? type.getEnumConstants()[0].toString() : "q8_0";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "probe",
                "probe --list 4090 '24 gb'",
                "probe --hardware - --save machine.yaml --json",
                "size llama3.1:70b -c 8k -ngl 42 --hardware 'RTX 4090' --json --ascii",
                "size -m a.gguf -ngl -1 --ctx-size=4096 -ctk q8_0 -ctv q8_0 -ts 3,1 -ot blk.*=CPU -ot exps=CPU",
                "size a b c --why --why",
                "size x --engine-says --sweep ctx=4k,16k --vs=' -ctk q8_0'",
                "recommend",
                "recommend --model llama3.1:70b --hardware rtx4090-24g-64g --top 3 --use-case coding",
                "recommend --compare a b c --margin 2GiB",
                "plan llama3.1:70b -c 16384 -np 2 --api-price 2.5",
                "quants llama3.1:8b --hardware x",
                "doctor log.txt --json"
            })
    void linesAreReadAlike(String line) {
        List<String> words = ShellWords.split(line);
        same(words.getFirst(), line.substring(words.getFirst().length()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--nonsense", "-c8192", "--help", "x -h", "--", "-x=3", "--hardware=-c", "x '--vs=-ctk q8_0'"})
    void whatIsNoPlainLineIsLeftToTheAnnotations(String line) {
        assertTrue(prepared("size", ShellWords.split(line), Commands.of("size", SHELL))
                .isEmpty());
    }

    /** Both read the same, or both refuse. */
    private static void same(String name, String line) {
        List<String> words = ShellWords.split(line);
        Callable<Integer> ours = Commands.of(name, SHELL);
        Callable<Integer> picoclis = Commands.of(name, SHELL);
        CommandLine prepared = prepared(name, words, ours).orElseThrow(() -> new AssertionError(name + " " + line));
        CommandLine annotated = annotated(name, picoclis);
        Optional<ParseResult> expected = parsed(annotated, words);
        Optional<ParseResult> got = parsed(prepared, words);
        assertEquals(expected.isPresent(), got.isPresent(), name + " " + line);
        if (expected.isEmpty() || got.isEmpty()) {
            return;
        }
        assertEquals(names(expected.get()), names(got.get()), name + " " + line);
        assertEquals(
                expected.get().matchedPositionals().stream()
                        .map(p -> p.paramLabel())
                        .toList(),
                got.get().matchedPositionals().stream().map(p -> p.paramLabel()).toList());
        assertEquals(
                annotated.getCommandSpec().qualifiedName(),
                prepared.getCommandSpec().qualifiedName());
        Map<String, String> expectedFields = new TreeMap<>();
        Map<String, String> gotFields = new TreeMap<>();
        fields("", picoclis, expectedFields);
        fields("", ours, gotFields);
        assertEquals(expectedFields, gotFields, name + " " + line);
    }

    private static List<String> names(ParseResult result) {
        return result.matchedOptions().stream().map(OptionSpec::longestName).toList();
    }

    private static Optional<ParseResult> parsed(CommandLine line, List<String> words) {
        try {
            List<String> all = new ArrayList<>(List.of(line.getCommandName()));
            all.addAll(words);
            return Optional.of(requireNonNull(line.getParent())
                    .parseArgs(all.toArray(String[]::new))
                    .subcommand());
        } catch (CommandLine.ParameterException e) {
            return Optional.empty();
        }
    }

    private static CommandLine annotated(String name, Callable<Integer> command) {
        CommandLine all = new CommandLine(new LlmfitCommand(SHELL));
        all.addSubcommand(name, command);
        CommandRunner.settle(all, List.of(name));
        return requireNonNull(all.getSubcommands().get(name));
    }

    private static Optional<CommandLine> prepared(String name, List<String> words, Callable<Integer> command) {
        return requireNonNull(PREPARED.get(name))
                .line(words, name, command, new LlmfitCommand(SHELL))
                .map(line -> {
                    CommandRunner.settle(line, List.of(name));
                    return requireNonNull(line.getSubcommands().get(name));
                });
    }

    /** What a command and its groups of options hold. */
    private static void fields(String prefix, Object of, Map<String, String> into) {
        for (Field field : of.getClass().getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())
                    || field.getType() == Shell.class
                    || field.isAnnotationPresent(CommandLine.Spec.class)) {
                continue;
            }
            field.setAccessible(true);
            @Nullable Object value;
            try {
                value = field.get(of);
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
            if (field.isAnnotationPresent(Mixin.class)) {
                fields(prefix + field.getName() + ".", requireNonNull(value), into);
            } else {
                into.put(
                        prefix + field.getName(), value instanceof Path path ? path.toString() : String.valueOf(value));
            }
        }
    }
}
