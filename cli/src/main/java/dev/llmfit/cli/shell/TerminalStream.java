package dev.llmfit.cli.shell;

import dev.llmfit.units.ControlCharacters;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What everything is written through that a terminal may show. Names of files, models and machines, headers of servers and
 * the words of engines are foreign: of them no control character reaches the terminal but line feed and tab. Each of the others
 * is written as a question mark. JSON escapes them before.
 */
public final class TerminalStream extends PrintStream {
    private final Filter filter;

    /**
     * Creates a stream of UTF-8.
     *
     * @param out where the bytes go
     * @param colour whether the styles that this program writes pass
     */
    public TerminalStream(OutputStream out, boolean colour) {
        this(new Filter(out, colour));
    }

    private TerminalStream(Filter filter) {
        super(filter, false, StandardCharsets.UTF_8);
        this.filter = filter;
    }

    /** Returns the same stream, on which styles pass or not. */
    TerminalStream with(boolean colour) {
        return colour == filter.colour ? this : new TerminalStream(filter.target(), colour);
    }

    /** Writes what steers the terminal, as it is: never what came from elsewhere. */
    void steer(String sequence) {
        flush();
        filter.pass(sequence.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns why writing failed the first time, if it did. {@link #flush} before. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(filter.failure);
    }

    /** Returns whether anything was written. */
    public boolean isBegun() {
        return filter.begun;
    }

    /** Returns the same stream for a writer that has to end when nobody can read on: it throws what fails. */
    public OutputStream strict() {
        return filter;
    }

    /** Looks at bytes of UTF-8, which may come in any pieces. */
    private static final class Filter extends FilterOutputStream {
        private static final int REPLACEMENT = '?';
        private static final int ESCAPE = 0x1B;

        /** Styles of {@code Page}, {@code Console} and picocli's help: none hides text or moves the cursor. */
        private static final Set<String> STYLES = Set.of(
                "\033[0m",
                "\033[1m",
                "\033[2m",
                "\033[3m",
                "\033[4m",
                "\033[21m",
                "\033[22m",
                "\033[23m",
                "\033[24m",
                "\033[31m",
                "\033[32m",
                "\033[33m",
                "\033[34m",
                "\033[35m",
                "\033[90m",
                "\033[39m");

        private final boolean colour;

        /** The beginning of a character or of a style that is not complete. */
        private final byte[] held = new byte[8];

        private int holds;
        private boolean begun;
        private @Nullable IOException failure;

        OutputStream target() {
            return out;
        }

        Filter(OutputStream out, boolean colour) {
            super(out);
            this.colour = colour;
        }

        @Override
        public void write(int b) throws IOException {
            held[holds++] = (byte) b;
            while (holds > 0 && settle()) {}
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int end = offset + length;
            int at = offset;
            while (at < end) {
                int from = at;
                while (holds == 0 && at < end && isPlain(bytes[at])) {
                    at++;
                }
                if (at > from) {
                    put(bytes, from, at - from);
                } else {
                    write(bytes[at++]);
                }
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException e) {
                throw failed(e);
            }
        }

        void pass(byte[] bytes) {
            try {
                put(bytes, 0, bytes.length);
            } catch (IOException e) {
                failed(e);
            }
        }

        /** Returns whether a byte stands for itself wherever it comes: all but the first bytes of what may be a control character. */
        private static boolean isPlain(byte b) {
            return (b >= ' ' && b != 0x7F) || b == '\n' || b == '\t' || (b < 0 && sequence(b) == 1);
        }

        /** Returns the bytes of a character that begins so, as far as control characters have such: UTF-8. */
        private static int sequence(int first) {
            return switch (first & 0xFF) {
                case 0xC2, 0xD8 -> 2; // C1 and U+061C
                case 0xE2 -> 3; // U+2000 to U+2FFF
                default -> 1;
            };
        }

        /** Writes the first character of what is held; returns false if it is not complete. */
        private boolean settle() throws IOException {
            if (colour && held[0] == ESCAPE) {
                String style = new String(held, 0, holds, StandardCharsets.US_ASCII);
                if (STYLES.contains(style)) {
                    return release(holds, false);
                }
                return STYLES.stream().noneMatch(s -> s.startsWith(style)) && release(1, true);
            }
            int length = sequence(held[0]);
            for (int i = 1; i < Math.min(length, holds); i++) {
                if ((held[i] & 0xC0) != 0x80) {
                    return release(i, true); // broken off: no character
                }
            }
            if (holds < length) {
                return false;
            }
            int codePoint = length == 1 ? held[0] : new String(held, 0, length, StandardCharsets.UTF_8).codePointAt(0);
            return release(
                    length,
                    codePoint != '\n' && codePoint != '\t' && codePoint >= 0 && ControlCharacters.isOne(codePoint));
        }

        private boolean release(int length, boolean replaced) throws IOException {
            byte[] first = replaced ? new byte[] {REPLACEMENT} : held.clone();
            holds -= length;
            System.arraycopy(held, length, held, 0, holds);
            put(first, 0, replaced ? 1 : length);
            return true;
        }

        private void put(byte[] bytes, int offset, int length) throws IOException {
            begun = true;
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        private IOException failed(IOException e) {
            failure = failure == null ? e : failure;
            return e;
        }
    }
}
