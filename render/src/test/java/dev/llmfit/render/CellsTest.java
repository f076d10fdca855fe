package dev.llmfit.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellsTest {
    private static final String FAMILY = "\ud83d\udc69\u200d\ud83d\udcbb";

    @Test
    void cutsWithAnEllipsis() {
        Cells cells = new Cells(12, 2, Glyphs.UNICODE);
        assertEquals(7, cells.put(0, 0, 7, "weights", Role.WEIGHTS));
        assertEquals(6, cells.put(1, 0, 6, "weights", Role.WEIGHTS));
        assertEquals(List.of("weights", "weigh…"), cells.plain());
    }

    @Test
    void cutsAWideCharacterWhole() {
        Cells cells = new Cells(4, 1, Glyphs.UNICODE);
        cells.put(0, 0, "日本語", Role.TEXT);
        assertEquals("日…", cells.plain().getFirst());
        assertEquals(List.of("日", "", "…", " "), row(cells));
    }

    @Test
    void overwritingHalfOfAWideCharacterRemovesIt() {
        Cells cells = new Cells(4, 1, Glyphs.UNICODE);
        cells.put(0, 0, "日本", Role.TEXT);
        cells.put(0, 1, "xy", Role.TEXT);
        assertEquals(List.of(" ", "x", "y", " "), row(cells));
    }

    @Test
    void keepsMarksWithTheirLetterAndJoinedSymbolsTogether() {
        Cells cells = new Cells(6, 1, Glyphs.UNICODE);
        assertEquals(3, cells.put(0, 0, "e\u0301" + FAMILY, Role.TEXT));
        assertEquals(List.of("e\u0301", FAMILY, "", " ", " ", " "), row(cells));
    }

    @Test
    void whatSteersATerminalIsShownAsAQuestionMark() {
        Cells cells = new Cells(8, 1, Glyphs.UNICODE);
        cells.put(0, 0, "a\033[2Jb", Role.TEXT);
        assertEquals("a?[2Jb", cells.plain().getFirst());
    }

    @Test
    void numbersStandAtTheRight() {
        Cells cells = new Cells(8, 1, Glyphs.UNICODE);
        cells.right(0, 2, 6, "1.5", Role.TEXT);
        assertEquals("     1.5", cells.plain().getFirst());
    }

    @Test
    void coloursFollowRoles() {
        Cells cells = new Cells(10, 1, Glyphs.UNICODE);
        cells.put(0, 0, "██", Role.WEIGHTS);
        cells.put(0, 2, "▓", Role.KV);
        cells.put(0, 4, "x", Role.TEXT);
        assertEquals(
                "\033[34m██\033[0m\033[33m▓\033[0m x",
                cells.ansi(Palette.SIXTEEN).getFirst());
        assertEquals("██▓ x", cells.ansi(Palette.NONE).getFirst());
    }

    @Test
    void focusIsReversedAndKeepsTheRole() {
        Cells cells = new Cells(5, 1, Glyphs.UNICODE);
        cells.put(0, 0, "ab", Role.GOOD);
        cells.focus(0, 0, 3);
        assertEquals(
                "\033[32;7mab\033[0m\033[7m \033[0m",
                cells.ansi(Palette.SIXTEEN).getFirst());
        assertTrue(cells.isFocused(0, 2));
        assertFalse(cells.isFocused(0, 3));
    }

    @Test
    void aGridIsDrawnIntoAnother() {
        Cells inner = new Cells(4, 1, Glyphs.UNICODE);
        inner.put(0, 0, "日本", Role.BAD);
        Cells outer = new Cells(5, 2, Glyphs.UNICODE);
        outer.put(1, 0, "xxxxx", Role.TEXT);
        outer.draw(inner, 1, 2);
        assertEquals(List.of("x", "x", "日", "", " "), row(outer, 1));
        assertEquals(Role.BAD, outer.role(1, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "ja_JP.UTF-8, EAST_ASIAN",
        "zh_TW, EAST_ASIAN",
        "de_DE.UTF-8, UNICODE",
        "en_US.ISO-8859-1, ASCII",
        "C.utf8, UNICODE",
        "C, UNICODE"
    })
    void localesSayWhatIsShownWell(String locale, Glyphs glyphs) {
        assertEquals(glyphs, Glyphs.of(Map.of("LC_CTYPE", locale, "LANG", "ja_JP.UTF-8")));
        assertEquals(glyphs, Glyphs.of(Map.of("LC_ALL", locale)));
        assertEquals(Glyphs.UNICODE, Glyphs.of(Map.of()));
    }

    @Test
    void otherCharactersAreAsWide() {
        String line = "▸ ● ◐ ✗ 日 █▓▒░· 3.5 – 4 × ± … ⠉é";
        for (Glyphs glyphs : Glyphs.values()) {
            assertEquals(CharWidth.of(line), CharWidth.of(glyphs.shown(line)), glyphs.toString());
        }
        assertEquals("> * + x ?? #=+-. 3.5 - 4 x ~ ~ *?", Glyphs.ASCII.shown(line));
        assertEquals("> * + x 日 █▓▒░· 3.5 – 4 × ± … ⠉é", Glyphs.EAST_ASIAN.shown(line));
    }

    @Test
    void cyrillicTakesTwoColumnsInEastAsianLocales() {
        assertEquals(2, new Cells(9, 1, Glyphs.UNICODE).width("Ях"));
        assertEquals(4, new Cells(9, 1, Glyphs.EAST_ASIAN).width("Ях"));
    }

    @Test
    void anyTextsLeaveRowsOfTheSameWidth() {
        Random random = new Random(7);
        String[] pieces = {"a", "日", "e\u0301", FAMILY, "\ud83d\ude42", "\u0007", "Я", "█", "\u200b", "\u202e", "\ud83d"
        };
        for (Glyphs glyphs : Glyphs.values()) {
            Cells cells = new Cells(9, 3, glyphs);
            for (int i = 0; i < 3000; i++) {
                StringBuilder text = new StringBuilder();
                for (int n = random.nextInt(8); n > 0; n--) {
                    text.append(pieces[random.nextInt(pieces.length)]);
                }
                cells.put(
                        random.nextInt(4) - 1,
                        random.nextInt(11) - 1,
                        random.nextInt(12) - 1,
                        text.toString(),
                        Role.TEXT);
                assertRowsAreWhole(cells, glyphs);
            }
        }
    }

    @Test
    void equalGridsAreEqual() {
        Cells one = new Cells(3, 1, Glyphs.UNICODE);
        Cells two = new Cells(3, 1, Glyphs.UNICODE);
        assertEquals(one, two);
        two.focus(0, 0, 1);
        assertNotEquals(one, two);
    }

    private static void assertRowsAreWhole(Cells cells, Glyphs glyphs) {
        for (int r = 0; r < cells.rows(); r++) {
            int width = 0;
            for (String symbol : row(cells, r)) {
                width += symbol.isEmpty() ? 0 : glyphs.width(symbol.codePointAt(0));
            }
            assertEquals(cells.columns(), width, row(cells, r).toString());
        }
    }

    private static List<String> row(Cells cells) {
        return row(cells, 0);
    }

    private static List<String> row(Cells cells, int row) {
        return java.util.stream.IntStream.range(0, cells.columns())
                .mapToObj(c -> cells.symbol(row, c))
                .toList();
    }
}
