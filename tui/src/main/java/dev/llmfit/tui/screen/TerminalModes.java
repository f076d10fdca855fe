package dev.llmfit.tui.screen;

import java.io.IOException;
import java.io.InputStream;

/** Modes and size of the terminal that this process talks to. */
interface TerminalModes {
    /** Sets the modes of a screen: each key is told at once, none is shown, none is a signal to an engine that runs. */
    void raw() throws IOException;

    /** Sets the modes that were found. */
    void found() throws IOException;

    /** Returns the columns; 0 where the terminal tells none. */
    int columns();

    /** Returns the rows; 0 where the terminal tells none. */
    int rows();

    /** Has told when the window has another size, and when somebody interrupts. */
    void listen(Runnable resized, Runnable interrupted);

    /** Returns what is typed. */
    InputStream input();

    /** Sets the modes that were found, for good. */
    void end();
}
