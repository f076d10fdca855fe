package dev.llmfit.tui.screen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A shell that gives the terminal back where this process cannot: it is killed outright, or the JVM breaks. It waits for a line that
 * says all is well, and for the end of this process. Modes are set only if they are still those of this program: the shell that
 * started it may have set its own by then.
 */
final class TerminalGuard {
    /** Behind the end of the job this is a background process, which may set modes only if it ignores TTOU. */
    private static final String SCRIPT =
            "exec 2> /dev/null; trap '' TTOU; raw=$(stty -g < /dev/tty); read -r left && exit 0;"
                    + " printf '%s' \"$1\" > /dev/tty; [ \"$(stty -g < /dev/tty)\" = \"$raw\" ] && stty sane < /dev/tty";

    private @Nullable Process shell;
    private boolean dismissed;

    /**
     * Begins to wait; the terminal is in this program's modes.
     *
     * @param restore what the terminal is sent to be as it was
     */
    synchronized void begin(String restore) {
        if (dismissed) {
            return;
        }
        try {
            shell = new ProcessBuilder("sh", "-c", SCRIPT, "sh", restore)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            shell = null; // no shell here: only a kill is not seen to
        }
    }

    /** Says that all is well; nothing is done any more. */
    synchronized void dismiss() {
        dismissed = true;
        if (shell == null) {
            return;
        }
        try (var in = shell.getOutputStream()) {
            in.write("left\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            shell = null; // it is gone already
        }
    }
}
