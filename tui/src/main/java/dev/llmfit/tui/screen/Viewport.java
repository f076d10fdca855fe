package dev.llmfit.tui.screen;

import java.io.IOException;

/** Where screens are drawn. */
public interface Viewport {
    /** Returns the columns. */
    int columns();

    /** Returns the rows. */
    int rows();

    /** Writes text with its escape sequences at once. */
    void write(String text);

    /**
     * Hears that a screen was drawn.
     *
     * @param idle whether nothing is asked and nothing runs, so that only a key changes it
     */
    void drawn(boolean idle);

    /** Stops this job and goes on when it is continued. */
    void suspend() throws IOException;

    /** Enters all modes again. */
    void enterAgain();
}
