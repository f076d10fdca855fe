package dev.llmfit.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonString;
import dev.llmfit.units.ControlCharacters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalStreamTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private String written(boolean colour, String text) {
        bytes.reset();
        TerminalStream stream = new TerminalStream(bytes, colour);
        stream.print(text);
        stream.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String everyCharacter() {
        return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    /** Those that Unicode names, counted by hand: 32 and DEL and 32, and 12 that turn the direction. */
    @Test
    void controlCharactersAreThoseOfUnicode() {
        assertEquals(
                77,
                IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(ControlCharacters::isOne)
                        .count());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyControlCharacterIsReplacedAndNoOther(boolean colour) {
        String text = everyCharacter();
        String expected = text.codePoints()
                .map(c -> c != '\n' && c != '\t' && ControlCharacters.isOne(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        assertEquals(expected, written(colour, text));
    }

    /** What is written in pieces of bytes is what is written at once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void thePiecesDoNotMatter(long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.appendCodePoint(random.nextInt(4) == 0 ? random.nextInt(0xA0) : 0x2000 + random.nextInt(0x80));
            text.append(random.nextInt(8) == 0 ? "\033[1m" : "");
        }
        byte[] all = text.toString().getBytes(StandardCharsets.UTF_8);
        String expected = written(true, text.toString());
        bytes.reset();
        TerminalStream stream = new TerminalStream(bytes, true);
        for (int at = 0; at < all.length; ) {
            int length = Math.min(1 + random.nextInt(5), all.length - at);
            stream.write(all, at, length);
            at += length;
        }
        stream.flush();
        assertEquals(expected, bytes.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "'\033[1mbold\033[0m', '\033[1mbold\033[0m', '?[1mbold?[0m'",
        "'\033[8mhidden', '?[8mhidden', '?[8mhidden'",
        "'\033[31;8mx', '?[31;8mx', '?[31;8mx'",
        "'\033\033[1mx', '?\033[1mx', '??[1mx'",
        "'\033]0;title\007', '?]0;title?', '?]0;title?'",
        "'\u009b31m', '?31m', '?31m'"
    })
    void onlyStylesOfTheProgramPassAndOnlyInColour(String text, String coloured, String plain) {
        assertEquals(coloured, written(true, text));
        assertEquals(plain, written(false, text));
    }

    @Test
    void bytesThatAreNoCharacterDoNotHideAnEscape() {
        TerminalStream stream = new TerminalStream(bytes, false);
        byte[] broken = {'a', (byte) 0xE2, 0x1B, '[', (byte) 0xC2, 0x07, (byte) 0xE2, (byte) 0x80, 0x1B, 'b'};
        stream.write(broken, 0, broken.length);
        assertEquals("a??[????b", bytes.toString(StandardCharsets.ISO_8859_1));
    }

    @Test
    void whatSteersTheTerminalPasses() {
        TerminalStream stream = new TerminalStream(bytes, false);
        stream.print("a");
        stream.steer("\r\033[K");
        assertEquals("a\r\033[K", bytes.toString(StandardCharsets.UTF_8));
    }

    /** JSON escapes what the stream would replace: nothing of a document is lost. */
    @Test
    void documentsAreWhole() {
        String text = everyCharacter();
        String document = Json.compact(new JsonString(text));
        assertEquals(document, written(false, document));
        assertEquals(new JsonString(text), Json.parse(document));
    }

    @Test
    void theFirstFailureIsRemembered() {
        IOException full = new IOException("No space left on device");
        TerminalStream stream = new TerminalStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw full;
                    }
                },
                false);
        assertTrue(stream.failure().isEmpty());
        stream.print("x");
        stream.flush();
        assertSame(full, stream.failure().orElseThrow());
    }
}
