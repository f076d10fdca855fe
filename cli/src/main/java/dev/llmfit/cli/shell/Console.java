package dev.llmfit.cli.shell;

import dev.llmfit.render.Page;
import java.io.OutputStream;
import java.util.Map;

/**
 * Where a command writes. Answers go to {@code out}, everything else to {@code err}.
 *
 * @param out answers
 * @param err messages and progress
 * @param columns width of the terminal, or 100
 * @param colour whether escape sequences are wanted
 */
public record Console(TerminalStream out, TerminalStream err, int columns, boolean colour) {
    private static final int DEFAULT_COLUMNS = 100;

    /** Creates a console that writes to other streams: what a terminal must not get stays away from them. */
    public Console(OutputStream out, OutputStream err, int columns, boolean colour) {
        this(new TerminalStream(out, colour), new TerminalStream(err, colour), columns, colour);
    }

    /** Returns the console of this process; honours {@code NO_COLOR}, {@code CLICOLOR_FORCE} and {@code COLUMNS}. */
    public static Console ofProcess(OutputStream out, OutputStream err, Map<String, String> environment) {
        boolean terminal = isTerminal();
        boolean colour = !environment.containsKey("NO_COLOR")
                && (terminal || !environment.getOrDefault("CLICOLOR_FORCE", "0").equals("0"));
        return new Console(out, err, columns(environment.get("COLUMNS")), colour);
    }

    /** Returns whether this process answers to a terminal; a console may exist for pipes too, or be absent without one. */
    @SuppressWarnings("SystemConsoleNull") // null again since Java 25, where jdk.console is java.base
    public static boolean isTerminal() {
        java.io.Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static int columns(@org.jspecify.annotations.Nullable String text) {
        if (text == null || !text.matches("[0-9]{1,4}")) {
            return DEFAULT_COLUMNS;
        }
        return Math.max(40, Integer.parseInt(text));
    }

    /** Prints a line of the answer. */
    public void line(String text) {
        out.print(text);
        out.print('\n');
    }

    /** Prints a page of the answer. */
    public void print(Page page) {
        out.print(page.text());
    }
}
