package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plots of the documentation are what the command line beside them draws; {@code docs/pictures/make} writes them anew. */
class PlotPicturesTest {
    private static final Path FOLDER = Path.of("..", "docs", "pictures");

    @TempDir
    private Path folder;

    private void check(String name, String line) throws IOException {
        Path drawn = folder.resolve(name);
        List<String> args = new ArrayList<>(List.of(line.split(" ")));
        args.add(drawn.toString());
        CommandRun run = CommandRun.of(args.toArray(String[]::new));
        assertEquals("", run.err());
        String svg = Files.readString(drawn);
        Path file = FOLDER.resolve(name);
        if ("write".equals(System.getenv("LLMFIT_GOLDEN"))) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, svg);
        }
        assertEquals(Files.readString(file), svg, () -> file + " is not what is drawn: docs/pictures/make renews it");
        String pages =
                Files.readString(Path.of("..", "README.md")) + Files.readString(Path.of("..", "docs", "output.md"));
        assertTrue(pages.contains("llmfit " + line + " " + name), "no page says how " + name + " is drawn");
    }

    @Test
    void memoryByContext() throws IOException {
        check("context.svg", "size gemma4:31b:Q4_K_M --hardware rtx4090-24g-64g --sweep ctx --plot");
    }

    @Test
    void memoryByExpertsInRam() throws IOException {
        check("experts.svg", "size gpt-oss:120b -c 32k --hardware rtx4090-24g-64g --sweep ncmoe --plot");
    }
}
