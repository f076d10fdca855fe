package dev.llmfit.cli.foreign;

import dev.llmfit.fixtures.Campaign;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Inputs that a reader once failed on: reader, input and what it led to, parted by tabs. Bytes that are not printable are written
 * as {@code \xHH}; {@code \*N*} before a byte repeats it N times.
 */
final class Findings {
    /** Runs that are written with their number. */
    private static final int LONG_RUN = 20;

    private Findings() {}

    /**
     * A row.
     *
     * @param reader name of the reader
     * @param input the input, a character for each byte
     */
    record Row(String reader, String input) {
        byte[] bytes() {
            return input.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** Returns the rows that are kept. */
    static List<Row> rows() throws IOException {
        try (InputStream in = Objects.requireNonNull(Findings.class.getResourceAsStream("findings.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(cells -> new Row(cells[0], read(cells[1])))
                    .toList();
        }
    }

    /** Writes findings as rows. */
    static String rows(List<Campaign.Finding> findings) {
        return findings.stream()
                .map(f -> f.reader() + "\t" + written(f.input()) + "\t" + f.kind() + ": "
                        + f.cause().map(Throwable::getMessage).orElse(""))
                .collect(Collectors.joining("\n"));
    }

    private static String written(String input) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < input.length(); ) {
            int end = i + 1;
            while (end < input.length() && input.charAt(end) == input.charAt(i)) {
                end++;
            }
            String one = one(input.charAt(i));
            text.append(end - i > LONG_RUN ? "\\*" + (end - i) + "*" + one : one.repeat(end - i));
            i = end;
        }
        return text.toString();
    }

    private static String one(int c) {
        return c < ' ' || c > '~' || c == '\\' ? "\\x%02x".formatted(c) : Character.toString(c);
    }

    private static String read(String text) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int times = 1;
            if (text.startsWith("\\*", i)) {
                int end = text.indexOf('*', i + 2);
                times = Integer.parseInt(text.substring(i + 2, end));
                i = end + 1;
            }
            boolean escaped = text.startsWith("\\x", i);
            char c = escaped ? (char) Integer.parseInt(text.substring(i + 2, i + 4), 16) : text.charAt(i);
            bytes.repeat(c, times);
            i += escaped ? 4 : 1;
        }
        return bytes.toString();
    }
}
