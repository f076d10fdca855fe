package dev.llmfit.engine.log;

import dev.llmfit.units.ControlCharacters;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The lines of a log as programs and shells write them: UTF-8, or UTF-16 where PowerShell redirected. Colours, control characters and
 * marks that turn the direction of writing are removed, so that no line of a stranger's log can steer a terminal that shows it.
 */
public final class LogText {
    /** A log that grows for months is read from its end; one load takes some hundred kilobytes at most. */
    private static final int MOST = 2 << 20;

    /** A longer line is cut: prompts and packed data hold nothing that is looked for; judgement, twice the longest line of the logs. */
    private static final int LINE = 4000;

    /**
     * ECMA-48: control sequences (colours, movements), commands to the terminal ended by BEL or ST, and single escapes. Windows'
     * console copies the escape character as an arrow.
     */
    private static final Pattern ESCAPE = Pattern.compile(
            "[\u001b\u2190]\\[[0-?]*[ -/]*[@-~]|\u001b[\\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|\u001b.?");

    private LogText() {}

    /** Returns the lines of a log file. */
    public static List<String> read(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] head = new byte[(int) Math.min(2, in.length())];
            in.readFully(head);
            in.seek(Math.max(0, in.length() - MOST) & ~1L);
            byte[] bytes = new byte[(int) Math.min(MOST, in.length() - in.getFilePointer())];
            in.readFully(bytes);
            return lines(decoded(bytes, head));
        }
    }

    /** Returns the lines of a stream, those at its end if there are very many. */
    public static List<String> read(InputStream in) throws IOException {
        byte[] whole = in.readAllBytes();
        byte[] bytes = Arrays.copyOfRange(whole, Math.max(0, whole.length - MOST) & ~1, whole.length);
        return lines(decoded(bytes, whole));
    }

    /** Returns the lines of a text without what could steer a terminal. */
    public static List<String> lines(String text) {
        return text.lines().map(LogText::plain).toList();
    }

    /** Returns as much of a line as is looked at: patterns that look for words take the square of its length at worst. */
    public static String cut(String line) {
        return line.length() > LINE ? line.substring(0, LINE) : line;
    }

    private static String plain(String whole) {
        String line = cut(whole);
        String text = line.indexOf('\u001b') < 0 && line.indexOf('\u2190') < 0
                ? line
                : ESCAPE.matcher(line).replaceAll("");
        return text.codePoints().noneMatch(LogText::steers)
                ? text
                : text.codePoints()
                        .filter(c -> !steers(c))
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean steers(int c) {
        return c != '\t' && ControlCharacters.isUnseen(c);
    }

    private static String decoded(byte[] bytes, byte[] head) {
        return charset(head).map(c -> new String(bytes, c)).orElseGet(() -> utf8(bytes));
    }

    /** Bytes of prompts may be in any encoding; as Latin-1 no byte is lost, and what is looked for is ASCII. */
    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static Optional<Charset> charset(byte[] head) {
        if (head.length < 2) {
            return Optional.empty();
        }
        if (head[0] == (byte) 0xFF && head[1] == (byte) 0xFE) {
            return Optional.of(StandardCharsets.UTF_16LE);
        }
        return head[0] == (byte) 0xFE && head[1] == (byte) 0xFF
                ? Optional.of(StandardCharsets.UTF_16BE)
                : Optional.empty();
    }
}
