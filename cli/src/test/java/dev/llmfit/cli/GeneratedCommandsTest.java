package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.fixtures.Cases;
import dev.llmfit.fixtures.FakeLlamaCpp;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.units.ControlCharacters;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Nonsense of all kinds has an exit code of the contract, one sentence and no other: no failure of ours, no stack trace, no
 * control character, and standard output is empty or whole. A failure prints the seed and the lines; {@code -Dllmfit.seed} repeats it.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class GeneratedCommandsTest {
    private static final int ALL = 600;

    @TempDir
    private Path folder = Path.of("");

    private Settings settings() throws IOException {
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables
                .keySet()
                .removeIf(name -> name.startsWith("XDG_") || name.startsWith("LLMFIT_") || name.startsWith("HF_"));
        Path home = Files.createDirectories(folder.resolve("home"));
        variables.put("HOME", home.toString());
        variables.put("PATH", FakeLlamaCpp.rich().install(folder.resolve("engine")) + ":/usr/bin:/bin");
        return new Settings(Environment.ofProcess().withVariables(variables).withHome(home), true);
    }

    /** Returns what is wrong with a run. */
    private static Optional<String> fault(List<String> line, CommandRun run) {
        if (run.exit() == 1 || run.exit() < 0 || run.exit() > 7) {
            return Optional.of("exit " + run.exit());
        }
        if (run.err().contains("Exception") || run.err().contains("\n\tat ")) {
            return Optional.of("a stack trace");
        }
        if ((run.out() + run.err()).codePoints().anyMatch(c -> c != '\n' && c != '\t' && ControlCharacters.isOne(c))) {
            return Optional.of("a control character");
        }
        boolean refused = run.exit() == 2 || run.exit() == 4 || run.exit() == 5 || run.exit() == 7;
        if (refused && (!run.err().startsWith("llmfit: ") || run.err().lines().count() != 1)) {
            return Optional.of("not one sentence");
        }
        boolean json = line.contains("--json");
        boolean lines = json && line.stream().anyMatch(word -> word.startsWith("--batch"));
        if (json && !lines && !run.out().isEmpty() && !line.contains("--help") && !line.contains("-h")) {
            try {
                Json.parse(run.out());
            } catch (JsonException e) {
                return line.contains("--emit") ? Optional.empty() : Optional.of("no document: " + e.getMessage());
            }
        }
        if (refused && !json && !run.out().isEmpty()) {
            return Optional.of("an answer and a refusal");
        }
        return run.out().isEmpty() || run.out().endsWith("\n")
                ? Optional.empty()
                : Optional.of("the answer is cut off");
    }

    @Test
    void nonsenseIsRefusedInOneSentence() throws IOException {
        long seed = Long.getLong("llmfit.seed", System.nanoTime() % 1_000_000);
        System.out.println("GeneratedCommandsTest: seed " + seed);
        Settings settings = settings();
        Map<String, CommandSpec> commands = EveryOptionTest.commands();
        commands.remove("serve"); // it answers until it is stopped: ServeCommandTest
        CommandLines lines = new CommandLines(seed, Files.createDirectory(folder.resolve("files")), commands);
        List<String> faults = new ArrayList<>();
        int[] exits = new int[256];
        for (int i = 0; i < Cases.of(ALL); i++) {
            List<String> line = lines.next();
            CommandRun run = CommandRun.of(settings, 100, line.toArray(String[]::new));
            exits[run.exit() & 0xFF]++;
            fault(line, run)
                    .ifPresent(what -> faults.add(what + ": " + shown(line) + " -> " + run.exit() + " " + run.err()));
        }
        System.out.println("exit codes 0 to 7: " + Arrays.toString(Arrays.copyOf(exits, 8)));
        assertTrue(exits[0] > 0 && exits[2] > 0 && exits[4] > 0, "some are answered, and some of each kind refused");
        assertEquals(List.of(), faults, () -> "seed " + seed + "\n" + String.join("\n", faults));
    }

    private static String shown(List<String> line) {
        StringBuilder shown = new StringBuilder();
        for (String word : line) {
            String text = word.length() > 100 ? word.substring(0, 100) + "…" : word;
            shown.append('\'');
            text.codePoints()
                    .forEach(c ->
                            shown.append(ControlCharacters.isOne(c) ? "<%02x>".formatted(c) : Character.toString(c)));
            shown.append("' ");
        }
        return shown.toString().strip();
    }
}
