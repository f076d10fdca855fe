package dev.llmfit.cli.shell;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The size of the terminal, as the system tells it: shells keep it to themselves. */
final class TerminalSize {
    /** What {@code stty size} prints: rows and columns (POSIX.1-2024). */
    private static final Pattern SIZE = Pattern.compile("[0-9]+ ([0-9]{1,4})\\s*");

    private static final int MILLISECONDS = 500;

    private TerminalSize() {}

    /** Returns the columns; empty where the terminal or the system does not tell them. */
    static OptionalInt columns() {
        File terminal = new File("/dev/tty");
        if (!terminal.canRead()) {
            return OptionalInt.empty();
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(terminal)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(MILLISECONDS, TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return OptionalInt.empty();
            }
            return columns(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return OptionalInt.empty(); // no stty here, or no terminal of ours
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    static OptionalInt columns(String told) {
        Matcher size = SIZE.matcher(told);
        int columns = size.matches() ? Integer.parseInt(size.group(1)) : 0;
        return columns == 0 ? OptionalInt.empty() : OptionalInt.of(Math.max(Console.LEAST_COLUMNS, columns));
    }
}
