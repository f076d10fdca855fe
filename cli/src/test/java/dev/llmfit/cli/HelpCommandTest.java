package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.topic.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What people type first: the program's name, help, a topic. */
class HelpCommandTest {
    static List<String> topics() {
        return Topics.names();
    }

    @ParameterizedTest
    @MethodSource("topics")
    void aTopicIsToldWithNumbersInEightyColumns(String topic) {
        CommandRun run = CommandRun.of(CommandRun.settings(), 80, "help", topic);
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().startsWith(topic + ": "), run.out());
        assertTrue(!run.out().contains("{") && !run.out().contains("NaN"), run.out());
        run.out().lines().filter(l -> !l.startsWith("  ")).forEach(l -> assertTrue(l.length() <= 80, l));
        assertTrue(CommandRun.of("--help").out().replace('\n', ' ').contains(topic), topic);
    }

    @Test
    void aTopicSaysWhatTheProgramComputes() {
        String size = CommandRun.of("size", "llama3.1:8b", "-c", "8192", "--hardware", "rtx4090-24g-64g")
                .out();
        assertTrue(size.contains("1,024.0"), size); // MiB of the cache
        String page = CommandRun.of("help", "kv-cache").out();
        assertTrue(page.contains("llama3.1:8b     8,192  f16    1.0 GiB"), page);
    }

    @ParameterizedTest
    @CsvSource({
        "quantisation, did you mean llmfit help quantization?",
        "kvcache, did you mean llmfit help kv-cache?",
        "recomend, did you mean llmfit help recommend?",
        "colour of money, topics are quantization",
    })
    void anUnknownTopicIsAnsweredWithTheNearest(String words, String hint) {
        CommandRun run = CommandRun.of(("help " + words).split(" "));
        assertEquals(2, run.exit());
        assertTrue(run.err().contains(hint), run.err());
    }

    @Test
    void aTopicOfTwoWordsMayBeTypedAsTwo() {
        assertEquals(
                CommandRun.of("help", "kv-cache").out(),
                CommandRun.of("help", "KV", "cache").out());
    }

    @Test
    void helpOfACommandIsItsHelp() {
        assertEquals(
                CommandRun.of("models", "show", "--help").out(),
                CommandRun.of("help", "models", "show").out());
    }

    @Test
    void theNameAloneTellsTheMachineFiveModelsAndThreeNextCommands() {
        CommandRun run = CommandRun.of();
        assertEquals(0, run.exit(), run.err());
        assertEquals("", run.err());
        List<String> next = run.out()
                .lines()
                .dropWhile(l -> !l.startsWith("Next"))
                .map(l -> l.substring("Next    ".length()))
                .toList();
        assertEquals(3, next.size(), run.out());
        next.forEach(line -> assertTrue(line.startsWith("llmfit "), line));
    }
}
