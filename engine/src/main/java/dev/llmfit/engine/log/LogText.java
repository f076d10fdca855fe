package dev.llmfit.engine.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The lines of a log as programs and shells write them: UTF-8, or UTF-16 where PowerShell redirected; colours removed. */
public final class LogText {
    /** A log that grows for months is read from its end; one load takes some hundred kilobytes at most. */
    private static final int MOST = 64 << 20;

    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]");

    private LogText() {}

    /** Returns the lines of a log file. */
    public static List<String> read(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] head = new byte[2];
            int read = in.length() >= 2 ? in.read(head) : 0;
            in.seek(Math.max(0, in.length() - MOST) & ~1L);
            byte[] bytes = new byte[(int) Math.min(MOST, in.length() - in.getFilePointer())];
            in.readFully(bytes);
            return lines(new String(bytes, charset(head, read)));
        }
    }

    static List<String> lines(String text) {
        String plain = text.indexOf('\u001b') < 0 ? text : COLOUR.matcher(text).replaceAll("");
        return plain.lines().toList();
    }

    /** Bytes of prompts may be in any encoding; as Latin-1 no byte is lost, and what is looked for is ASCII. */
    private static Charset charset(byte[] head, int read) {
        if (read == 2 && head[0] == (byte) 0xFF && head[1] == (byte) 0xFE) {
            return StandardCharsets.UTF_16LE;
        }
        return read == 2 && head[0] == (byte) 0xFE && head[1] == (byte) 0xFF
                ? StandardCharsets.UTF_16BE
                : StandardCharsets.ISO_8859_1;
    }
}
