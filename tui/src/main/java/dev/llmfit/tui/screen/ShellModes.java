package dev.llmfit.tui.screen;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jline.utils.Signals;

/**
 * The modes by {@code stty} in one shell that stays: started in a few milliseconds, where Java's own way to the system takes a third of
 * a second of processor time. It also gives the terminal back where this process cannot, because it was killed or the JVM broke: what
 * it reads ends then. Modes are set only if they are still those of this program: the shell that started it may have set its own.
 */
final class ShellModes implements TerminalModes {
    /** Behind the end of the job the shell is in the background, and may set modes only if it ignores TTOU. */
    private static final String SCRIPT = """
            exec 2> /dev/null
            trap '' TTOU INT QUIT TERM HUP
            found=$(stty -g < /dev/tty) || exit 1
            size() { echo "$(stty size < /dev/tty)"; }
            while read -r word; do
                case $word in
                    raw)
                        stty -icanon -echo -iexten -isig -ixon -icrnl -inlcr min 1 time 0 < /dev/tty || exit 1
                        raw=$(stty -g < /dev/tty)
                        size ;;
                    size) size ;;
                    found) stty "$found" < /dev/tty; echo ;;
                    end) stty "$found" < /dev/tty; echo; exit ;;
                esac
            done
            printf '%s' "$1" > /dev/tty
            [ "$(stty -g < /dev/tty)" = "$raw" ] && stty "$found" < /dev/tty
            """;

    private final Process shell;
    private final BufferedReader answers;
    private volatile int columns;
    private volatile int rows;

    /**
     * Starts the shell.
     *
     * @param restore what the terminal is sent where this process cannot
     */
    ShellModes(String restore) throws IOException {
        shell = new ProcessBuilder("sh", "-c", SCRIPT, "sh", restore)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        answers = shell.inputReader(StandardCharsets.US_ASCII);
    }

    private synchronized String ask(String word) throws IOException {
        shell.getOutputStream().write((word + "\n").getBytes(StandardCharsets.US_ASCII));
        shell.getOutputStream().flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("no terminal whose modes can be set");
        }
        return answer;
    }

    private void size(String answer) {
        if (answer.matches("[0-9]{1,5} [0-9]{1,5}")) {
            rows = Integer.parseInt(answer.substring(0, answer.indexOf(' ')));
            columns = Integer.parseInt(answer.substring(answer.indexOf(' ') + 1));
        }
    }

    @Override
    public void raw() throws IOException {
        size(ask("raw"));
    }

    @Override
    public void found() throws IOException {
        ask("found");
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public void listen(Runnable resized, Runnable interrupted) {
        Signals.register("WINCH", () -> {
            try {
                size(ask("size"));
            } catch (IOException e) {
                return; // the terminal is gone, and the reader of keys says so
            }
            resized.run();
        });
        Signals.register("INT", interrupted);
    }

    @Override
    public InputStream input() {
        return new FileInputStream(FileDescriptor.in);
    }

    @Override
    public void end() {
        try {
            ask("end");
        } catch (IOException e) {
            shell.destroy(); // it has ended, and so has the terminal
        }
    }
}
