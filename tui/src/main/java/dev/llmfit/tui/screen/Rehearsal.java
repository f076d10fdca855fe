package dev.llmfit.tui.screen;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntConsumer;

/** A window that nobody sees: when all is answered it types the next of some usual keys, the last of which quits. */
public final class Rehearsal implements Viewport {
    /** A row, a context, a search and its end, plots, the keys, the end. */
    private static final List<String> KEYS = List.of("\033[B", "]", "0", "/gemma", "\033", "3", "?", "\033", "2", "q");

    private final Deque<String> left = new ArrayDeque<>(KEYS);
    private final IntConsumer typed;

    /**
     * Creates the window.
     *
     * @param typed takes each UTF-16 character that is typed
     */
    public Rehearsal(IntConsumer typed) {
        this.typed = typed;
    }

    @Override
    public int columns() {
        return isLarge() ? 120 : 80; // the sizes whose layouts differ (docs/tui.md)
    }

    @Override
    public int rows() {
        return isLarge() ? 40 : 24;
    }

    private boolean isLarge() {
        return left.size() * 2 < KEYS.size();
    }

    @Override
    public void write(String text) {
        // nobody reads it
    }

    @Override
    public void drawn(boolean idle) {
        if (idle && !left.isEmpty()) {
            left.removeFirst().chars().forEach(typed);
        }
    }

    @Override
    public void suspend() {
        // there is no job
    }

    @Override
    public void enterAgain() {
        // there are no modes
    }
}
