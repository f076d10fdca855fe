package dev.llmfit.tui.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.render.CharWidth;
import dev.llmfit.render.Glyphs;
import dev.llmfit.tui.Answered4090;
import dev.llmfit.tui.keys.Event;
import dev.llmfit.tui.state.Keymap;
import dev.llmfit.tui.state.Known;
import dev.llmfit.tui.state.Overlay;
import dev.llmfit.tui.state.RunState;
import dev.llmfit.tui.state.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Screens of an RTX 4090 with 64 GiB as text; {@code LLMFIT_GOLDEN=write} in the environment writes them anew. */
class ScreensTest {
    private static final Path GOLDEN = Path.of("src/test/resources/screens");

    /** Keys that the walk presses, those that change much more seldom. */
    private static final String[] KEYS = {
        "down",
        "down",
        "up",
        "right",
        "left",
        "tab",
        "shift-tab",
        "]",
        "[",
        "+",
        "-",
        "F",
        "K",
        "0",
        "backspace",
        "x",
        "s",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "z",
        "/",
        "?",
        "m",
        "u",
        "n",
        "f",
        "o",
        "e",
        "c",
        "C",
        "S",
        "esc",
        "enter",
        "home",
        "end",
        "pgdn",
        "pgup",
        "g",
        "G",
        "q",
        "w",
        "e",
        "n",
        "3",
        " ",
        "k",
        "v",
        "V",
        "b",
        "r",
        "h",
        "l",
        "日",
        "shift-right",
        "shift-left",
        "alt-x",
        "ctrl-l",
        "ctrl-z",
        "f1"
    };

    private static final int[][] SIZES = {{80, 24}, {120, 40}, {200, 60}};

    private static Screen after(String... keys) {
        Screen screen = Screen.first(Answered4090.chosen());
        for (String key : keys) {
            Known known = Answered4090.known(screen, 8);
            screen =
                    new Keymap(known, 8, 0).press(screen, new Event.Stroke(key)).screen();
        }
        return screen;
    }

    private static View view(Screen screen, int columns, int rows) {
        Known before = Answered4090.known(screen, 8);
        int page = ScreenLayout.draw(screen, before, RunState.NONE, columns, rows, Glyphs.UNICODE)
                .page();
        Known known = Answered4090.known(screen, page);
        return ScreenLayout.draw(screen, known, RunState.NONE, columns, rows, Glyphs.UNICODE);
    }

    private static void assertGolden(String name, View view) throws IOException {
        String actual = String.join("\n", view.cells().plain()) + "\n";
        Path file = GOLDEN.resolve(name + ".txt");
        if ("write".equals(System.getenv("LLMFIT_GOLDEN"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, actual);
        }
        assertEquals(Files.readString(file), actual, () -> "differs from " + file + "; LLMFIT_GOLDEN=write renews it");
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "120, 40", "200, 60"})
    void theFirstScreenOfEachSize(int columns, int rows) throws IOException {
        assertGolden("start-" + columns + "x" + rows, view(after(), columns, rows));
    }

    @Test
    void aContextThatDoesNotFitSaysWhatHelps() throws IOException {
        assertGolden("overfill-80x24", view(after("2", "]", "]", "]"), 80, 24));
    }

    @Test
    void thePageShowsTwoOfThem() throws IOException {
        assertGolden("start-80x24", view(after(), 80, 24)); // written before the page, in whatever order tests run
        assertGolden("overfill-80x24", view(after("2", "]", "]", "]"), 80, 24));
        Path page = Path.of("..", "docs", "tui.md");
        String text = Files.readString(page);
        String with = text;
        for (String name : List.of("start-80x24", "overfill-80x24")) {
            String golden = Files.readString(GOLDEN.resolve(name + ".txt"));
            with = with.contains(golden)
                    ? with
                    : with.replaceFirst(block(golden), Matcher.quoteReplacement("```\n" + golden + "```"));
        }
        if ("write".equals(System.getenv("LLMFIT_GOLDEN"))) {
            Files.writeString(page, with);
            text = with;
        }
        assertEquals(with, text, "LLMFIT_GOLDEN=write renews docs/tui.md");
        assertTrue(text.contains("2 Plan"), text);
    }

    /** A block of the page that has the same pane with the focus. */
    private static String block(String golden) {
        String second = golden.lines().skip(1).findFirst().orElseThrow().substring(0, 1);
        return "(?s)```\\nllmfit  [^\\n]*\\n" + second + ".*?```";
    }

    @Test
    void aSearchWithoutAHitNamesTheNearest() throws IOException {
        assertGolden("no-hit-80x24", view(after("/", "q", "w", "e", "n", "4", "x", "y"), 80, 24));
    }

    @Test
    void modelsStandSideBySide() throws IOException {
        assertGolden("compare-80x24", view(after("x", "down", "x", "4"), 80, 24));
    }

    @Test
    void keysAreFoundByTyping() throws IOException {
        assertGolden("keys-80x24", view(after("?", "c", "o", "n", "t", "e"), 80, 24));
    }

    @Test
    void runsStandInATable() throws IOException {
        RunState run = new RunState(
                "Verify  qwen3.8:27b Q5_K_M",
                true,
                "loading",
                0.1,
                65,
                List.of(),
                List.of(
                        new RunState.Ended("Bench  gemma4:12b Q8_0", 42, true, "measured"),
                        new RunState.Ended("Verify  gemma4:12b Q8_0", 7, false, "stopped")));
        Screen screen = after("6");
        Known known = Answered4090.known(screen, 8);
        assertGolden("runs-80x24", ScreenLayout.draw(screen, known, run, 80, 24, Glyphs.UNICODE));
    }

    @Test
    void enterOpensARunAndSaysOfPurchasesWhatIsMissing() {
        assertEquals(Overlay.Kind.RUN, after("6", "enter").overlay().kind());
        Keymap nothing = new Keymap(Known.NOTHING, 8, 0);
        Screen buy = Screen.first(Answered4090.chosen()).on(Screen.BUY);
        for (String key : List.of("enter", "p")) {
            Screen pressed = nothing.press(buy, new Event.Stroke(key)).screen();
            assertEquals("What to buy is being asked for.", pressed.note());
            assertEquals(Overlay.Kind.NONE, pressed.overlay().kind());
        }
    }

    /** A locale of East Asia shows symbols two columns wide: none of them is left on the screen, and each row is as wide. */
    @Test
    void eastAsianLocalesGetNarrowSymbols() {
        Screen screen = after("2");
        Known known = Answered4090.known(screen, 8);
        for (int[] size : SIZES) {
            View view = ScreenLayout.draw(screen, known, RunState.NONE, size[0], size[1], Glyphs.EAST_ASIAN);
            assertWidths(view, size[0]);
            String text = String.join("", view.cells().plain());
            assertTrue(text.chars().noneMatch(c -> "●◐○▸◂✓✗".indexOf(c) >= 0), text);
        }
    }

    @Test
    void aScreenWithoutAnswersIsDrawnAtOnce() throws IOException {
        View view = ScreenLayout.draw(after(), Known.NOTHING, RunState.NONE, 80, 24, Glyphs.UNICODE);
        assertGolden("nothing-known-80x24", view);
    }

    @Test
    void asciiIsAsciiAlone() {
        Screen screen = after();
        Known known = Answered4090.known(screen, 8);
        String text = String.join(
                "",
                ScreenLayout.draw(screen, known, RunState.NONE, 120, 40, Glyphs.ASCII)
                        .cells()
                        .plain());
        assertTrue(text.chars().allMatch(c -> c >= ' ' && c <= '~'), text);
        assertFalse(text.contains("?????"), text);
    }

    @Test
    void eachRowOfEachSmallWindowIsAsWideAsIt() {
        Screen screen = after();
        Known known = Answered4090.known(screen, 8);
        for (int columns = 1; columns <= 130; columns += 3) {
            for (int rows = 1; rows <= 45; rows += 4) {
                assertWidths(ScreenLayout.draw(screen, known, RunState.NONE, columns, rows, Glyphs.UNICODE), columns);
            }
        }
    }

    /** Nothing is asked on the way: most panes are drawn without answers, which is the harder case. */
    @Test
    void anyKeysAreTaken() {
        long seed = 20_261_201;
        int keys = "all".equals(System.getProperty("llmfit.cases")) ? 10_000 : 500;
        Random random = new Random(seed);
        Screen screen = after();
        Known known = Answered4090.known(screen, 8);
        int drawn = 0;
        for (int i = 0; i < keys; i++) {
            String key = KEYS[random.nextInt(KEYS.length)];
            if (random.nextInt(4) == 0) { // as a click does
                View view = ScreenLayout.draw(screen, known, RunState.NONE, 120, 40, Glyphs.UNICODE);
                key = view.keyAt(random.nextInt(40), random.nextInt(120))
                        .filter(k -> !k.equals("box"))
                        .orElse(key);
            }
            screen =
                    new Keymap(known, 8, 0).press(screen, new Event.Stroke(key)).screen();
            for (int[] size : SIZES) {
                assertWidths(
                        ScreenLayout.draw(screen, known, RunState.NONE, size[0], size[1], Glyphs.UNICODE), size[0]);
                drawn++;
            }
        }
        assertEquals(3 * keys, drawn, "seed " + seed);
    }

    private static void assertWidths(View view, int columns) {
        List<String> plain = view.cells().plain();
        for (int r = 0; r < plain.size(); r++) {
            int wide = CharWidth.of(plain.get(r));
            assertTrue(wide <= columns, plain.get(r));
            int sum = 0;
            for (int c = 0; c < columns; c++) {
                sum += Math.max(CharWidth.of(view.cells().symbol(r, c)), 0);
            }
            assertEquals(columns, sum, plain.get(r));
        }
    }
}
