package dev.llmfit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The page on rules names every fact and setting, and no other. */
class RulesPageTest {
    @Test
    void hasEveryFact() throws IOException {
        List<String> rows = Arrays.stream(Fact.values())
                .map(f -> "| `" + f.id() + "` | " + kind(f) + " | " + f.unit() + " | " + f.meaning() + " |")
                .toList();
        assertEquals(rows, rows(line -> line.matches("\\| `(request|machine|model|candidate|team|run)\\..*")));
    }

    @Test
    void hasEverySetting() throws IOException {
        List<String> rows = Arrays.stream(Setting.values())
                .map(s -> "| `" + s.id() + "` | " + s.meaning() + " |")
                .toList();
        assertEquals(rows, rows(line -> Setting.ids().stream().anyMatch(id -> line.startsWith("| `" + id + "` |"))));
    }

    private static List<String> rows(Predicate<String> wanted) throws IOException {
        return Files.readAllLines(Path.of("../docs/rules.md")).stream()
                .filter(wanted)
                .toList();
    }

    private static String kind(Fact fact) {
        return switch (fact.kind()) {
            case NUMBER -> "number";
            case TEXT -> "text";
            case FLAG -> "yes or no";
        };
    }
}
