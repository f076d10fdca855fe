package dev.llmfit.tui.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.render.Cells;
import dev.llmfit.render.Glyphs;
import dev.llmfit.render.Palette;
import dev.llmfit.render.Role;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PainterTest {
    private static Cells cells(String... rows) {
        Cells cells = new Cells(10, rows.length, Glyphs.UNICODE);
        for (int r = 0; r < rows.length; r++) {
            cells.put(r, 0, rows[r], Role.TEXT);
        }
        return cells;
    }

    @Test
    void onlyRowsThatChangedAreSentInOneUpdate() {
        Painter painter = new Painter(Palette.NONE);
        assertEquals(
                Optional.of("\033[?2026h\033[2J\033[1;1H\033[2Kone\033[2;1H\033[2Ktwo\033[?2026l"),
                painter.update(cells("one", "two")));
        assertEquals(Optional.empty(), painter.update(cells("one", "two")));
        assertEquals(Optional.of("\033[?2026h\033[2;1H\033[2K2\033[?2026l"), painter.update(cells("one", "2")));
    }

    @Test
    void anotherSizeOrAnotherScreenBelowIsDrawnWhole() {
        Painter painter = new Painter(Palette.NONE);
        painter.update(cells("one", "two"));
        assertTrue(painter.update(cells("one", "two", "three")).orElseThrow().contains("\033[2J"));
        painter.forget();
        assertTrue(painter.update(cells("one", "two", "three")).orElseThrow().contains("three"));
    }
}
