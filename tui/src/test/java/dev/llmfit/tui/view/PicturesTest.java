package dev.llmfit.tui.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.render.CellsSvg;
import dev.llmfit.render.Glyphs;
import dev.llmfit.tui.Answered4090;
import dev.llmfit.tui.keys.Event;
import dev.llmfit.tui.state.Keymap;
import dev.llmfit.tui.state.RunState;
import dev.llmfit.tui.state.Screen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The screens of the documentation are what the program draws: a fixed machine, nobody's models, the day of what is known.
 * {@code docs/pictures/make} writes them anew.
 */
class PicturesTest {
    private static final Path FOLDER = Path.of("..", "docs", "pictures");
    /** What a page of a repository should have its reader load. */
    private static final int MOST_BYTES = 40_000;

    private static void check(String name, int columns, int rows, String title, String... keys) throws IOException {
        Screen screen = Screen.first(Answered4090.chosen());
        for (String key : keys) {
            screen = new Keymap(Answered4090.known(screen, 8), 8, 0)
                    .press(screen, new Event.Stroke(key))
                    .screen();
        }
        View first = view(screen, 8, columns, rows);
        View view = view(screen, first.page(), columns, rows);
        String text = String.join(" ", Spoken.of(screen, Answered4090.known(screen, first.page()), RunState.NONE));
        String svg = CellsSvg.of(view.cells(), title, text);
        Path file = FOLDER.resolve(name + ".svg");
        if ("write".equals(System.getenv("LLMFIT_GOLDEN"))) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, svg);
        }
        assertTrue(svg.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES, name + " has " + svg.length());
        assertEquals(Files.readString(file), svg, () -> file + " is not what is drawn: docs/pictures/make renews it");
    }

    private static View view(Screen screen, int page, int columns, int rows) {
        return ScreenLayout.draw(
                screen, Answered4090.known(screen, page), RunState.NONE, columns, rows, Glyphs.UNICODE);
    }

    @Test
    void theFirstScreen() throws IOException {
        check("tui", 120, 40, "llmfit tui on a machine with an RTX 4090");
    }

    @Test
    void aContextThatDoesNotFit() throws IOException {
        check("tui-overfill", 80, 24, "A context that does not fit, and what helps", "2", "]", "]", "]");
    }

    @Test
    void eachPictureIsOfAPage() throws IOException {
        String pages = Files.readString(Path.of("..", "README.md")) + Files.readString(Path.of("..", "docs", "tui.md"));
        for (String name : List.of("tui", "tui-overfill")) {
            assertTrue(pages.contains("pictures/" + name + ".svg"), name);
        }
    }
}
