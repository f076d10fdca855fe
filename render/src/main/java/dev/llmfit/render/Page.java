package dev.llmfit.render;

import dev.llmfit.answers.Words;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;

/** A page of text that an answer is written on, line by line. */
public final class Page {
    /** More columns than any line has. */
    private static final int UNBROKEN = 1_000_000;

    private final Look look;
    private final Words words;
    private final StringBuilder text = new StringBuilder();

    /** What stands beside the tables, where only they are the answer. */
    private final StringBuilder beside = new StringBuilder();

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

    /** Returns the width in columns; what is no text is not broken. */
    public int columns() {
        return look.format() == Format.TEXT ? look.columns() : UNBROKEN;
    }

    /** Returns which characters may be used. */
    public Glyphs glyphs() {
        return look.glyphs();
    }

    /** Returns whether bars may be drawn: a screen reader and a spreadsheet get numbers. */
    public boolean isDrawn() {
        return !look.plain() && look.format() != Format.CSV;
    }

    /** Returns whether it is text for a reader, and not for another program. */
    public boolean isText() {
        return look.format() == Format.TEXT;
    }

    /** Returns whether bars may stand in cells of a table. */
    public boolean hasBars() {
        return isDrawn() && look.format() == Format.TEXT;
    }

    /** Adds a line. It stays one: a name that holds a line break shall not write a line of its own. */
    public void line(String line) {
        String told = look.plain() ? TableCells.words(line) : line;
        String one = look.glyphs().shown(told.replace('\n', ' '));
        switch (look.format()) {
            case TEXT -> text.append(one).append('\n');
            case CSV -> beside.append(one).append('\n');
            case MD -> {
                String words = TableCells.escaped(one.strip());
                text.append(words).append(words.isEmpty() ? "" : "\n\n");
            }
        }
    }

    /** Adds a paragraph with a heading in the margin. */
    public void margin(String heading, String text) {
        if (look.format() == Format.MD && !heading.isBlank()) {
            line(bold(heading.strip()) + " " + text);
        } else {
            Wrapped.lines(heading, text, columns()).forEach(this::line);
        }
    }

    /** Adds what is to be pasted in one piece, with a heading in the margin. */
    public void paste(String heading, String command) {
        if (look.format() == Format.MD) {
            String one = look.glyphs().shown(command.replace('\n', ' ').strip());
            text.append(heading.isBlank() ? "" : bold(heading.strip()) + "\n\n")
                    .append("```\n")
                    .append(one)
                    .append("\n```\n\n");
        } else {
            Wrapped.lines(heading, command, UNBROKEN).forEach(this::line);
        }
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
        switch (look.format()) {
            case TEXT -> table.lines(columns(), look.plain(), this::in).forEach(this::line);
            case CSV -> {
                text.append(text.isEmpty() ? "" : "\n");
                table.csv().forEach(this::row);
            }
            case MD -> {
                table.markdown().forEach(this::row);
                text.append('\n');
            }
        }
    }

    private void row(String row) {
        text.append(look.glyphs().shown(row.replace('\n', ' '))).append('\n');
    }

    /** Adds the rows of a grid. */
    public void cells(Cells cells) {
        if (look.format() == Format.MD) {
            text.append("```\n");
            cells.plain().forEach(this::row);
            text.append("```\n\n");
        } else {
            (look.colour() ? cells.ansi(Palette.SIXTEEN) : cells.plain()).forEach(this::line);
        }
    }

    /** Returns the text in bold where colour is on. */
    public String bold(String part) {
        return in(Role.CHOICE, part);
    }

    /** Returns the text in the colour of a role where colour is on; what it means has to stand in the text too. */
    public String in(Role role, String part) {
        if (look.format() == Format.MD && role == Role.CHOICE) {
            return "**" + part + "**";
        }
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

    /** Returns what stands beside the tables where only they are the answer, line by line; empty elsewhere. */
    public String beside() {
        return beside.toString();
    }

    /** Returns what was written. */
    public String text() {
        return text.toString();
    }
}
