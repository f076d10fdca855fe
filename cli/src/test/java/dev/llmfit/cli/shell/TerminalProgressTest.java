package dev.llmfit.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.render.CharWidth;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
    @Test
    void tellsWhatForHowLongAndWhatIsLeft() {
        assertEquals("what may be bought · 3 s", TerminalProgress.line("what may be bought", 0, 3.2, 80));
        assertEquals("▓▓▓▓▓░░░░░░░░░░░░░░░ Q4_K · 10 s, about 30 s left", TerminalProgress.line("Q4_K", 0.25, 10, 80));
    }

    @Test
    void neverWraps() {
        String line = TerminalProgress.line("a very long name of a model in a file ".repeat(4), 0.5, 100, 60);
        assertTrue(CharWidth.of(line) < 60, line);
        assertTrue(line.contains("…"), line);
    }

    @Test
    void theSizeIsWhatSttyTells() {
        assertEquals(OptionalInt.of(132), TerminalSize.columns("43 132\n"));
        assertEquals(OptionalInt.of(40), TerminalSize.columns("10 20\n"));
        assertEquals(OptionalInt.empty(), TerminalSize.columns("0 0\n"));
        assertEquals(OptionalInt.empty(), TerminalSize.columns("stty: not a terminal"));
    }
}
