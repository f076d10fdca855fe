package dev.llmfit.tui.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sequences of xterm and of what follows it. {@code ~} stands for the escape. */
class KeyDecoderTest {
    private static List<Event> heard(String characters) {
        List<Event> events = new ArrayList<>();
        KeyDecoder decoder = new KeyDecoder(events::add);
        characters.chars().forEach(c -> decoder.take((char) c));
        decoder.nothingFollows();
        return events;
    }

    @ParameterizedTest
    @CsvSource({
        "~[A, up",
        "~OB, down",
        "~[1;2C, shift-right",
        "~[1;5D, ctrl-left",
        "~[5~, pgup",
        "~[6~, pgdn",
        "~[H, home",
        "~[4~, end",
        "~OP, f1",
        "~[Z, shift-tab",
        "~x, alt-x",
        "j, j",
        "日, 日",
        "~, esc"
    })
    void aSequenceIsOneKey(String sequence, String name) {
        String characters = sequence.equals("~") ? "\033" : sequence.replaceFirst("^~", "\033");
        assertEquals(List.of(new Event.Stroke(name)), heard(characters));
    }

    @Test
    void controlCharactersHaveNames() {
        assertEquals(
                List.of(
                        new Event.Stroke("ctrl-c"),
                        new Event.Stroke("tab"),
                        new Event.Stroke("enter"),
                        new Event.Stroke("backspace"),
                        new Event.Stroke("ctrl-l")),
                heard("\003\t\r\177\f"));
    }

    @Test
    void aSymbolOfTwoCharactersIsOneKey() {
        assertEquals(List.of(new Event.Stroke("🙂"), new Event.Stroke("x")), heard("🙂x"));
    }

    @Test
    void theMouseTellsWhereItIs() {
        assertEquals(
                List.of(
                        new Event.Mouse(Event.Deed.PRESS, 11, 4),
                        new Event.Mouse(Event.Deed.RELEASE, 11, 4),
                        new Event.Mouse(Event.Deed.DRAG, 12, 4),
                        new Event.Mouse(Event.Deed.WHEEL_UP, 0, 0),
                        new Event.Mouse(Event.Deed.WHEEL_DOWN, 199, 59)),
                heard("\033[<0;12;5M\033[<0;12;5m\033[<32;13;5M\033[<64;1;1M\033[<65;200;60M"));
    }

    @Test
    void whatIsNotKnownIsDroppedWhole() {
        assertEquals(List.of(new Event.Stroke("q")), heard("\033[?62;c\033[99~\033[<2;5;5M\033[<0;0;0Mq"));
    }

    @ParameterizedTest
    @CsvSource({
        "rgb:ffff/ffff/ffff, true",
        "rgb:0000/0000/0000, false",
        "rgb:fd/f6/e3, true",
        "rgb:1e1e/1e1e/2e2e, false",
        "rgba:0000/ffff/0000/ffff, true"
    })
    void theBackgroundIsLightOrDark(String colour, boolean light) {
        Event told = new Event.Background(light);
        assertEquals(List.of(told, new Event.Stroke("q")), heard("\033]11;" + colour + "\007q"));
        assertEquals(List.of(told, new Event.Stroke("q")), heard("\033]11;" + colour + "\033\\\033[?62;c" + "q"));
    }

    @Test
    void noPartOfAnotherAnswerIsAKey() {
        assertEquals(List.of(new Event.Stroke("q")), heard("\033]11;?\007\033P1+r436f\033\\\033_x;y\033\\q"));
    }

    @Test
    void aStringThatDoesNotEndSwallowsNothingBehindIt() {
        List<Event> events = new ArrayList<>();
        KeyDecoder decoder = new KeyDecoder(events::add);
        "\033]".chars().forEach(c -> decoder.take((char) c)); // alt-]
        assertTrue(decoder.isWaiting());
        decoder.nothingFollows();
        decoder.take('q');
        assertEquals(List.of(new Event.Stroke("q")), events);
    }

    @Test
    void aPasteIsTextAndNoKeys() {
        assertEquals(
                List.of(new Event.Pasted("q qwen3 8b"), new Event.Stroke("j")),
                heard("\033[200~q qwen3\n8b\033[201~j"));
    }

    @Test
    void anyBytesAreTaken() {
        long seed = 7;
        Random random = new Random(seed);
        StringBuilder characters = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            characters.append(
                    random.nextInt(4) == 0
                            ? '\033'
                            : (char) (random.nextInt(3) == 0 ? random.nextInt(65_536) : random.nextInt(128)));
        }
        assertTrue(heard(characters + "\033[201~").size() > 100, "seed " + seed);
    }
}
