package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;

/** What completion scripts are told; {@code bench/completion} asks in real shells. */
class CompletionTest {
    private static List<String> asked(String line) {
        List<String> words = new ArrayList<>(Arrays.asList(line.split(" ", -1)));
        List<String> args = new ArrayList<>(List.of("complete", "--word=" + words.removeLast(), "--"));
        args.addAll(words);
        CommandRun run = CommandRun.of(args.toArray(String[]::new));
        assertEquals(0, run.exit(), run.err());
        return run.out().lines().map(l -> l.split("\t", 2)[0]).toList();
    }

    static List<String> commands() {
        return List.copyOf(EveryOptionTest.commands().keySet());
    }

    @Test
    void everyCommandIsOffered() {
        List<String> offered = asked("");
        assertTrue(offered.containsAll(Commands.shown()), offered.toString());
        assertFalse(offered.contains("train") || offered.contains("complete"), offered.toString());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionIsOffered(String command) {
        Map<String, CommandSpec> specs = EveryOptionTest.commands();
        Set<String> offered = new TreeSet<>(asked(command + " -"));
        Objects.requireNonNull(specs.get(command)).options().stream()
                .filter(o -> !o.hidden())
                .forEach(o -> assertTrue(
                        Arrays.stream(o.names()).anyMatch(offered::contains), () -> o.longestName() + ": " + offered));
    }

    @ParameterizedTest
    @CsvSource({
        "size llama3.1:8, llama3.1:8b",
        "size llama3.1:8b:Q4_K, llama3.1:8b:Q4_K_M",
        "recommend -m gpt-oss:2, gpt-oss:20b",
        "models show qwen3:30, qwen3:30b",
        "size x --hardware rtx40, rtx4090-24g-64g",
        "recommend --hardware=geforce-rtx-4070-12, --hardware=geforce-rtx-4070-12g",
        "size x -ctk q8, q8_0",
        "recommend --quant IQ4, IQ4_XS",
        "recommend --emit sys, systemd",
        "recommend --use-case cod, coding",
        "doctor --symptom o, oom",
        "rules explain offload/f, offload/full",
        "help kv, kv-cache",
        "help si, size",
        "models pu, pull",
        "completion f, fish",
        "size x -ngl a, all",
    })
    void liveValuesAreOffered(String line, String value) {
        assertTrue(asked(line).contains(value), () -> asked(line).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"matrix ", "size ", "probe --save ", "matrix m.yaml --junit=", "verify x -m "})
    void filesAreOfferedWhereOneMayStand(String line) {
        assertTrue(asked(line).contains(":files"), () -> asked(line).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"size x -c ", "recommend --use-case ", "nonsense ", "completion "})
    void filesAreNotOfferedElsewhere(String line) {
        assertFalse(asked(line).contains(":files"), () -> asked(line).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish", "powershell"})
    void everyShellHasAScriptThatAsks(String shell) {
        CommandRun run = CommandRun.of("completion", shell);
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().contains("complete") && run.out().contains(":files"), run.out());
    }

    @Test
    void anotherShellIsRefused() {
        CommandRun run = CommandRun.of("completion", "tcsh");
        assertEquals(2, run.exit());
        assertTrue(run.err().contains("bash, zsh, fish, powershell"), run.err());
    }
}
