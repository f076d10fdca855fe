package dev.llmfit.render;

import dev.llmfit.answers.Words;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;

/** A page of text that an answer is written on, line by line. */
public final class Page {
    private final Look look;
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
        this(new Look(columns, colour, Glyphs.UNICODE, false), words);
    }

    /** Creates an empty page that looks so. */
    public Page(Look look, Words words) {
        this.look = look;
        this.words = words;
    }

    /** Returns the width in columns. */
    public int columns() {
        return look.columns();
    }

    /** Returns which characters may be used. */
    public Glyphs glyphs() {
        return look.glyphs();
    }

    /** Returns whether a screen reader speaks it: words and numbers instead of bars. */
    public boolean isPlain() {
        return look.plain();
    }

    /** Adds a line. It stays one: a name that holds a line break shall not write a line of its own. */
    public void line(String line) {
        text.append(look.glyphs().shown(line.replace('\n', ' '))).append('\n');
    }

    /** Adds a paragraph, broken between words; lines behind the first are indented as far as its head is long. */
    public void paragraph(String head, String text) {
        Paragraph.wrap(head, text, columns()).forEach(this::line);
    }

    /** Adds a command, which stays in one piece to be pasted, and what it tells: behind it, or below where the line would be too long. */
    public void command(String head, String command, String tells) {
        String line = head + command + "   " + tells;
        if (CharWidth.of(line) <= columns()) {
            line(line);
        } else {
            line(head + command);
            paragraph(head.isEmpty() ? "  " : " ".repeat(CharWidth.of(head)), tells);
        }
    }

    /** Adds the lines of a table. */
    public void table(Table table) {
        table.lines(columns()).forEach(this::line);
    }

    /** Adds the rows of a grid. */
    public void cells(Cells cells) {
        (look.colour() ? cells.ansi(Palette.SIXTEEN) : cells.plain()).forEach(this::line);
    }

    /** Returns the text in bold where colour is on. */
    public String bold(String part) {
        return in(Role.CHOICE, part);
    }

    /** Returns the text in the colour of a role where colour is on; what it means has to stand in the text too. */
    public String in(Role role, String part) {
        String style = look.colour() ? Palette.SIXTEEN.begin(role, false) : "";
        return style.isEmpty() ? part : style + part + Palette.END;
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
