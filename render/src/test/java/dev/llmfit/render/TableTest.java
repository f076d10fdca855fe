package dev.llmfit.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.CommandWords;
import java.util.List;
import java.util.Map;
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

    private static Table launches() {
        return new Table()
                .mark("choice", Map.of("▸", "recommended"))
                .left("file type")
                .right("context")
                .spare()
                .share("-ngl")
                .range("tok/s")
                .left("loses")
                .left("placement")
                .row("▸", "Q4_K_M", "12,288", "81/81", "14 – 19", "0.9 %", "● full-gpu")
                .row("", "a|b,\"c\"", "512", "no", "7.1", "unknown", "✗ no-fit")
                .row("", "=1+1", "-5", "0/81", "", "nothing", "");
    }

    @Test
    void spreadsheetsGetNumbersAndNoFormula() {
        assertEquals(
                List.of(
                        "choice,file type,context,-ngl,-ngl of,tok/s low,tok/s high,loses,placement",
                        "recommended,Q4_K_M,12288,81,81,14,19,0.9%,full-gpu",
                        ",\"a|b,\"\"c\"\"\",512,no,,7.1,7.1,unknown,no-fit",
                        ",'=1+1,-5,0,81,,,nothing,"),
                launches().csv());
    }

    @Test
    void markdownKeepsAllColumnsAndItsBars() {
        assertEquals(
                List.of(
                        "| choice | file type | context | -ngl | tok/s | loses | placement |",
                        "|---|---|--:|--:|---|---|---|",
                        "| ▸ | Q4_K_M | 12,288 | 81/81 | 14 – 19 | 0.9 % | ● full-gpu |",
                        "|  | a\\|b,\"c\" | 512 | no | 7.1 | unknown | ✗ no-fit |",
                        "|  | =1+1 | -5 | 0/81 |  | nothing |  |"),
                launches().markdown());
    }

    @Test
    void whatIsSpareGoesFirst() {
        assertEquals(
                "   file type   -ngl  tok/s    loses    placement",
                launches().lines(50).getFirst());
        assertEquals("   file type   -ngl", launches().lines(24).getFirst());
    }

    @Test
    void aReaderHearsWordsInPlaceOfSymbols() {
        Page page = new Page(new Look(100, true, Glyphs.UNICODE, false).spoken(), new CommandWords());
        page.table(launches());
        page.line("● fits · ◐ partly");
        List<String> lines = page.text().lines().toList();
        assertEquals("choice       file type  context   -ngl  tok/s    loses    placement", lines.getFirst());
        assertEquals("recommended  Q4_K_M      12,288  81/81  14 – 19  0.9 %    full-gpu", lines.get(1));
        assertEquals("fits · partly", lines.getLast());
    }

    @Test
    void coloursFollowRolesAndTakeNoRoom() {
        Page page = new Page(new Look(100, true, Glyphs.UNICODE, false), new CommandWords());
        page.table(launches());
        List<String> lines = page.text().lines().toList();
        assertEquals(
                launches().lines(100),
                lines.stream().map(l -> l.replaceAll("\033\\[[0-9;]*m", "")).toList());
        assertTrue(lines.get(1).contains("\033[1mQ4_K_M"), lines.get(1));
        assertTrue(lines.get(1).contains("\033[32m● full-gpu"), lines.get(1));
        assertTrue(lines.get(2).contains("\033[31m✗ no-fit"), lines.get(2));
    }

    @Test
    void barsGrowByEighths() {
        assertEquals("██▌", Bar.of(0.25, 10));
        assertEquals("", Bar.of(0, 10));
        assertEquals("██████████", Bar.of(2, 10));
    }
}
