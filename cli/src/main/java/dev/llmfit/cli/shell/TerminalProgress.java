package dev.llmfit.cli.shell;

import dev.llmfit.engine.Progress;

/** Shows one line of progress on standard error, and only where that is a terminal. */
public final class TerminalProgress implements Progress, AutoCloseable {
    private static final int BAR = 20;

    private final Console console;
    private final boolean terminal;
    private boolean shown;

    /** Creates the display of a console. */
    public TerminalProgress(Console console) {
        this.console = console;
        this.terminal = Console.isTerminal();
    }

    @Override
    public void step(String what, double done) {
        if (terminal) {
            shown = true;
            int filled = (int) Math.round(Math.clamp(done, 0, 1) * BAR);
            console.err().print("\r\033[K" + "▓".repeat(filled) + "░".repeat(BAR - filled) + " " + what);
            console.err().flush();
        }
    }

    /** Removes the line. */
    @Override
    public void close() {
        if (shown) {
            console.err().print("\r\033[K");
            console.err().flush();
        }
    }
}
