package dev.llmfit.cli.shell;

import dev.llmfit.render.Glyphs;
import dev.llmfit.render.Look;
import dev.llmfit.render.Page;
import java.io.OutputStream;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Where a command writes. Answers go to {@code out}, everything else to {@code err}.
 *
 * @param out answers
 * @param err messages and progress
 * @param look how pages look there
 */
public record Console(TerminalStream out, TerminalStream err, Look look) {
    /** Columns of what is no terminal. */
    private static final int DEFAULT_COLUMNS = 100;

    /** Columns of a terminal that does not tell them: what terminals have had since there are any. */
    private static final int TERMINAL_COLUMNS = 80;

    /** Narrower ones get lines of this width; they wrap them. */
    static final int LEAST_COLUMNS = 40;

    /** Creates a console that writes to other streams: what a terminal must not get stays away from them. */
    public Console(OutputStream out, OutputStream err, int columns, boolean colour) {
        this(out, err, new Look(columns, colour, Glyphs.UNICODE, false));
    }

    /** Creates a console that writes to other streams and looks so. */
    public Console(OutputStream out, OutputStream err, Look look) {
        this(new TerminalStream(out, look.colour()), new TerminalStream(err, look.colour()), look);
    }

    /**
     * Returns the console of this process; honours {@code NO_COLOR}, {@code CLICOLOR_FORCE}, {@code TERM=dumb}, {@code COLUMNS} and
     * the locale.
     */
    public static Console ofProcess(OutputStream out, OutputStream err, Map<String, String> environment) {
        boolean terminal = isTerminal();
        boolean dumb = environment.getOrDefault("TERM", "").equals("dumb");
        boolean colour = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && ((terminal && !dumb)
                        || !environment.getOrDefault("CLICOLOR_FORCE", "0").equals("0"));
        int columns = columns(environment.getOrDefault("COLUMNS", ""))
                .orElseGet(() -> terminal ? TerminalSize.columns().orElse(TERMINAL_COLUMNS) : DEFAULT_COLUMNS);
        return new Console(out, err, new Look(columns, colour, Glyphs.of(environment), terminal && dumb));
    }

    /** Returns the same console with another look. */
    public Console with(Look other) {
        return new Console(out.with(other.colour()), err.with(other.colour()), other);
    }

    /** Returns the width in columns. */
    public int columns() {
        return look.columns();
    }

    /** Returns whether colours are wanted. */
    public boolean colour() {
        return look.colour();
    }

    /** Returns whether this process answers to a terminal; a console may exist for pipes too, or be absent without one. */
    @SuppressWarnings("SystemConsoleNull") // null again since Java 25, where jdk.console is java.base
    public static boolean isTerminal() {
        java.io.Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static OptionalInt columns(String text) {
        return text.matches("[0-9]{1,4}")
                ? OptionalInt.of(Math.max(LEAST_COLUMNS, Integer.parseInt(text)))
                : OptionalInt.empty();
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
