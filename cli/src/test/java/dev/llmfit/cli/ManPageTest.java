package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manual page for every command, in plain macros; {@code bench/completion} holds them against mandoc and groff. */
class ManPageTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyCommandHasAPage() throws IOException {
        CommandRun run = CommandRun.of("man", "--dir", folder.toString());
        assertEquals(0, run.exit(), run.err());
        try (Stream<Path> pages = Files.list(folder)) {
            List<Path> all = pages.toList();
            assertTrue(all.size() > Commands.shown().size(), all.toString());
            for (Path page : all) {
                String text = Files.readString(page);
                String name = page.getFileName().toString();
                assertTrue(text.startsWith(".TH "), name);
                assertTrue(text.contains("\n.SH EXIT STATUS\n") && text.contains("\n.SH SEE ALSO\n"), name);
                assertEquals(text.length(), text.getBytes(StandardCharsets.UTF_8).length, name + " is ASCII");
                text.lines()
                        .filter(l -> l.startsWith("."))
                        .forEach(l -> assertTrue(l.matches("\\.(TH|SH|TP|B|BR|I|br)( .*)?"), name + ": " + l));
            }
        }
    }

    @Test
    void aPageTellsOptionsAndExamples() {
        String page = CommandRun.of("man", "models", "show").out();
        assertTrue(page.contains("llmfit models show qwen3:30b"), page);
        assertTrue(page.contains("\\-\\-header\\-only"), page);
        assertTrue(page.contains(".BR llmfit\\-models\\-pull (1)"), page);
    }

    @Test
    void anUnknownPageIsAnsweredWithTheNearest() {
        CommandRun run = CommandRun.of("man", "recomend");
        assertEquals(2, run.exit());
        assertTrue(run.err().contains("did you mean recommend"), run.err());
    }
}
