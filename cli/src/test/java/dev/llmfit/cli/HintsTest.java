package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.engine.line.ShellWords;
import dev.llmfit.fixtures.RecordedHeaders;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Each command that an answer proposes is one that the command line takes, about the same machine, model and wish. */
class HintsTest {
    /** A command in an answer: it ends where the sentence goes on, or its explanation begins. */
    private static final Pattern HINT = Pattern.compile(
            "(?:^(?:(?:Next|Fit|Prove|Types|Get)? +)?|Try |· )(llmfit [a-z]+.*?)(?:$| > Modelfile|   )");

    private static final List<String> MACHINE = List.of(
            "--hardware",
            "--vram",
            "--ram",
            "--gpus",
            "--bandwidth",
            "--ram-bandwidth",
            "--cpu",
            "--os",
            "--link",
            "--power");

    private static final List<String> WISH = List.of("--ctx", "--users", "--min-tps", "--quant", "--margin");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "size llama3.1:70b -c 8192 --hardware geforce-rtx-4070-12g",
                "size llama3.1:70b --hardware '2x geforce-rtx-3060-12g' -c 16k -np 4 -ctk q8_0 -ctv q8_0",
                "size deepseek-r1:671b --vram 24GiB --ram 64GiB --gpus 2 --bandwidth 936GB/s",
                "recommend --hardware rtx4090-24g-64g --ctx 16384 --users 2",
                "recommend --model qwen3:8b --vram 12GiB --ram 32GiB --gpus 1 --min-tps 5",
                "recommend --model qwen3:8b --quant Q5_K_M --hardware 'RTX 4090'",
                "recommend --model llama3.1:405b --hardware rpi5-8g --ctx 4096",
                "recommend --model deepseek-r1:671b --vram 24GiB --ram 64GiB",
                "plan llama3.1:70b --users 4 --ctx 8192 --hardware rtx4090-24g-64g",
                "quants qwen3:8b --hardware geforce-rtx-3060-12g",
                "quants unsloth/Qwen3-8B-GGUF --hardware '2x geforce-rtx-3090-24g'",
                "models qwen --hardware rtx4090-24g-64g",
                "models show qwen3:8b",
                "recommend --model qwen3:8b --hardware geforce-rtx-3060-12g --link 3.0x4 --power 120W",
                "probe --hardware '2x geforce-rtx-3090-24g' --ram 128GiB"
            })
    void sayWhatWasSaid(String question) {
        List<String> asked = ShellWords.split(question);
        CommandRun run = CommandRun.of(asked.toArray(String[]::new));
        List<String> hints = hints(run.out());
        assertFalse(hints.isEmpty(), run.out());
        ParseResult before = parsed(asked);
        for (String hint : hints) {
            List<String> words =
                    ShellWords.split(hint).subList(1, ShellWords.split(hint).size());
            ParseResult after = parsed(words);
            boolean local = words.getFirst().equals("verify") || words.contains("pull") || words.contains("show");
            boolean otherMachine =
                    words.getFirst().equals("recommend") && asked.getFirst().equals("plan");
            if (!local && !otherMachine) {
                MACHINE.forEach(flag -> assertEquals(value(before, flag), value(after, flag), hint));
            }
            if (words.getFirst().equals("recommend")) {
                WISH.stream()
                        .filter(flag -> value(before, flag).isPresent())
                        .forEach(flag -> assertEquals(value(before, flag), value(after, flag), hint));
            }
        }
    }

    @Test
    void filesWithBlanksAreQuotedWithTheirFolders(@TempDir Path folder) throws IOException {
        Path file = Files.createDirectories(folder.resolve("sub dir")).resolve("A (large) model.gguf");
        Files.write(file, RecordedHeaders.f16("llama3.1-8b"));
        for (List<String> command : List.of(
                List.of("recommend", "--model", file.toString()),
                List.of("size", file.toString(), "--header-only"),
                List.of("quants", file.toString(), "--header-only"))) {
            List<String> words = new ArrayList<>(command);
            words.addAll(List.of("--vram", "1GiB", "--ram", "4GiB"));
            CommandRun run = CommandRun.of(words.toArray(String[]::new));
            List<String> hints = hints(run.out());
            assertFalse(hints.isEmpty(), run.out() + run.err());
            for (String hint : hints) {
                assertTrue(
                        hint.equals("llmfit recommend --vram 1GiB --ram 4GiB")
                                || ShellWords.split(hint).contains(file.toString()),
                        hint);
            }
        }
    }

    private static List<String> hints(String text) {
        List<String> hints = new ArrayList<>();
        text.lines().forEach(line -> {
            Matcher m = HINT.matcher(line);
            if (m.find()) {
                hints.add(m.group(1).strip());
            }
        });
        return hints;
    }

    private static ParseResult parsed(List<String> words) {
        PrintStream none = new PrintStream(PrintStream.nullOutputStream(), false);
        Shell shell = new Shell(new Console(none, none, 100, false), CommandRun.bench());
        CommandLine command =
                new CommandLine(Objects.requireNonNull(Commands.all().get(words.getFirst()), words.toString())
                        .apply(shell));
        command.setPosixClusteredShortOptionsAllowed(false);
        return command.parseArgs(words.subList(1, words.size()).toArray(String[]::new));
    }

    private static Optional<Object> value(ParseResult parsed, String flag) {
        return parsed.hasMatchedOption(flag) ? Optional.of(parsed.matchedOptionValue(flag, "")) : Optional.empty();
    }
}
