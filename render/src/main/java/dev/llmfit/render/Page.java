package dev.llmfit.render;

import dev.llmfit.answers.Words;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;

/** A page of text that an answer is written on, line by line. */
public final class Page {
    private final int columns;
    private final boolean colour;
    private final Words words;
    private final StringBuilder text = new StringBuilder();

    /**
     * Creates an empty page.
     *
     * @param columns width in columns
     * @param colour whether escape sequences are wanted
     * @param words how the shell says next steps
     */
    public Page(int columns, boolean colour, Words words) {
        this.columns = columns;
        this.colour = colour;
        this.words = words;
    }

    /** Returns the width in columns. */
    public int columns() {
        return columns;
    }

    /** Adds a line. It stays one: a name that holds a line break shall not write a line of its own. */
    public void line(String line) {
        text.append(line.replace('\n', ' ')).append('\n');
    }

    /** Adds a paragraph, broken between words; lines behind the first are indented as far as its head is long. */
    public void paragraph(String head, String text) {
        Paragraph.wrap(head, text, columns).forEach(this::line);
    }

    /** Adds the lines of a table. */
    public void table(Table table) {
        table.lines(columns).forEach(this::line);
    }

    /** Returns the text in bold where colour is on. */
    public String bold(String part) {
        return colour ? "\033[1m" + part + "\033[0m" : part;
    }

    /** Returns a next step in the words of the shell. */
    public String say(NextStep step) {
        return words.of(step);
    }

    /** Returns a hint in the words of the shell. */
    public String say(Hint hint) {
        return words.of(hint);
    }

    /** Returns what was written. */
    public String text() {
        return text.toString();
    }
}
