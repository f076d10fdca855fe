package dev.llmfit.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
    private final Table table = new Table()
            .left("name")
            .right("GiB")
            .left("note")
            .row("wide 字", "1.5", "x")
            .row("b", "20.0", "y");

    @Test
    void alignsByDisplayWidth() {
        assertEquals(List.of("name      GiB  note", "wide 字   1.5  x", "b        20.0  y"), table.lines(100));
    }

    @ParameterizedTest
    @CsvSource({"tok/s, 5", "字, 2", "e\u0301, 1", "\u26a1, 2", "\u2588\u258c, 2", "\ud83d\udc4d, 2"})
    void countsColumnsAsTerminalsDo(String text, int columns) {
        assertEquals(columns, CharWidth.of(text));
    }

    @Test
    void dropsColumnsFromTheRightWhenNarrow() {
        assertEquals(List.of("name      GiB", "wide 字   1.5", "b        20.0"), table.lines(15));
    }

    @Test
    void refusesARowOfAnotherLength() {
        assertThrows(IllegalArgumentException.class, () -> table.row("only one"));
    }

    @Test
    void barsGrowByEighths() {
        assertEquals("██▌", Bar.of(0.25, 10));
        assertEquals("", Bar.of(0, 10));
        assertEquals("██████████", Bar.of(2, 10));
    }
}
