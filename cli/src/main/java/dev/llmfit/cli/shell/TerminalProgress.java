package dev.llmfit.cli.shell;

import dev.llmfit.engine.Progress;

/** Shows one line of progress on standard error, and only where that is a terminal. */
public final class TerminalProgress implements Progress, AutoCloseable {
    private static final int BAR = 20;

    /** Back to the first column; what stands in the line is erased. */
    private static final String LINE_START = "\r\033[K";

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
            console.err().steer(LINE_START);
            console.err().print("▓".repeat(filled) + "░".repeat(BAR - filled) + " " + what);
            console.err().flush();
        }
    }

    /** Removes the line. */
    @Override
    public void close() {
        if (shown) {
            console.err().steer(LINE_START);
            console.err().flush();
        }
    }
}
