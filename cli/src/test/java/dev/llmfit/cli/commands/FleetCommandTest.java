package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.GoldenText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Placements on many machines as text, and what the command refuses. */
class FleetCommandTest {
    private static final List<String> MACHINES = List.of("fleet", "--hardware", "2x RTX 4090 *4", "RTX 3060 12GB *3");

    @TempDir
    private Path folder = Path.of("");

    private static CommandRun run(List<String> more) {
        List<String> words = new ArrayList<>(MACHINES);
        words.addAll(more);
        return CommandRun.of(words.toArray(String[]::new));
    }

    @Test
    void aPlacementIsOnePage() throws IOException {
        CommandRun run = run(List.of("--want", "qwen3:8b=40@16k>=15", "qwen3:32b=10@8k", "nomic-embed-text=10@2k"));
        assertEquals(0, run.exit(), run.err());
        GoldenText.check("fleet", run.out());
    }

    /** Not all are served at the end: exit code 0, since all are today. */
    @Test
    void aYearIsATableAndWhatToBuy() throws IOException {
        Path wants = folder.resolve("wants.yaml");
        Files.writeString(wants, """
                wants:
                - {model: 'qwen3:8b', users: 40, ctx: 16k, tps: 15, growth: 8}
                - {model: nomic-embed-text, users: 10, ctx: 2k, priority: 2}
                """);
        CommandRun run = run(List.of("--wants", wants.toString(), "--growth", "2", "--power-price", "0.25"));
        assertEquals(0, run.exit(), run.err());
        GoldenText.check("fleet-year", run.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--want qwen3:8b | is not of the form MODEL[:TYPE]=USERS[@CTX][>=TPS]",
                "--want qwen3:8b=1 --months 3 | --months and --power-price go with --growth",
                "--want qwen3:8b=1 --growth -1 | 0 to 900 percent",
                "--wants nowhere.yaml | nowhere.yaml",
                "--months 3 | go with --growth",
            })
    void whatCannotBeMeantIsRefused(String words, String why) {
        CommandRun run = run(List.of(words.split(" ")));
        assertEquals(2, run.exit(), run.out());
        assertTrue(run.err().contains(why), run.err());
    }
}
