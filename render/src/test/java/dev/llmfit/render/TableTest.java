package dev.llmfit.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

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
