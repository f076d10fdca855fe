package dev.llmfit.tui.keys;

/** Something that reaches the screen from outside. */
public sealed interface Event {
    /**
     * A key.
     *
     * @param name the character itself, or {@code up}, {@code shift-right}, {@code ctrl-l}, {@code f1}, {@code esc} …
     */
    record Stroke(String name) implements Event {}

    /**
     * The mouse.
     *
     * @param deed what it did
     * @param column column from 0
     * @param row row from 0
     */
    record Mouse(Deed deed, int column, int row) implements Event {}

    /** What a mouse does. */
    enum Deed {
        PRESS,
        DRAG,
        RELEASE,
        WHEEL_UP,
        WHEEL_DOWN
    }

    /**
     * Text that was pasted.
     *
     * @param text the text, without control characters
     */
    record Pasted(String text) implements Event {}

    /**
     * The background of the terminal, which was asked for.
     *
     * @param light whether dark text is read on it
     */
    record Background(boolean light) implements Event {}

    /** What a terminal or the system tells a program. */
    enum Signal implements Event {
        /** The window has another size. */
        RESIZED,
        /** Somebody asks it to end. */
        INTERRUPTED,
        /** The window is gone: nothing more can be read. */
        GONE
    }
}
