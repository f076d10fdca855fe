package dev.llmfit.engine.line;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Divides a text into words as a shell does: at blanks, with quotes, escapes and continued lines; nothing is expanded. A text with a
 * path of Windows is read as cmd and PowerShell read it: backslashes are part of a word, a caret or a backtick continues a line.
 */
public final class ShellWords {
    private static final Pattern WINDOWS =
            Pattern.compile("(?i)(^|[\\s\"'=])[a-z]:\\\\|\\.exe\\b|(^|\\s)\\.\\\\|[\\^`]\\s*\\R|\\$env:");

    private final String text;
    private final boolean windows;
    private final List<List<String>> commands = new ArrayList<>();
    private List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;
    private boolean dropsNext;
    private int at;

    private ShellWords(String text) {
        this.text = text;
        this.windows = WINDOWS.matcher(text).find();
    }

    /**
     * Returns the words of a text.
     *
     * @throws IllegalArgumentException if a quote is not closed
     */
    public static List<String> split(String text) {
        return commands(text).stream().flatMap(List::stream).toList();
    }

    /**
     * Returns the words of each command of a text: commands end at the end of a line, at {@code ;}, {@code |} and {@code &}. Where
     * output goes and where input comes from is left out.
     *
     * @throws IllegalArgumentException if a quote is not closed
     */
    static List<List<String>> commands(String text) {
        ShellWords shell = new ShellWords(text);
        shell.read();
        return shell.commands;
    }

    private void read() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (continuesLine(c)) {
                at = endOfLine(at) + 1;
            } else if (c == '\\' && !windows && at + 1 < text.length()) {
                begin().append(text.charAt(at + 1));
                at += 2;
            } else if (c == '\'' || c == '"') {
                quoted(c);
            } else if (c == '#' && !begun) {
                at = endOfLine(at);
            } else if (c == '\n' || c == ';' || c == '|' || c == '&') {
                endCommand();
                at++;
            } else if (c == '>' || c == '<') {
                redirection();
            } else if (Character.isWhitespace(c)) {
                endWord();
                at++;
            } else {
                begin().append(c);
                at++;
            }
        }
        endCommand();
    }

    private StringBuilder begin() {
        begun = true;
        return word;
    }

    /** Tells whether a character at the end of a line continues it; blanks behind it are forgiven. */
    private boolean continuesLine(char c) {
        boolean mark = c == '\\' || (windows && (c == '^' || c == '`'));
        if (!mark) {
            return false;
        }
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != '\n' && Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end < text.length() && text.charAt(end) == '\n';
    }

    private int endOfLine(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private void quoted(char quote) {
        begin();
        int i = at + 1;
        while (i < text.length() && text.charAt(i) != quote) {
            boolean escapes = quote == '"' && text.charAt(i) == '\\' && i + 1 < text.length();
            char next = escapes ? text.charAt(i + 1) : 0;
            if (escapes && next == '\n') {
                i += 2;
            } else if (escapes && (next == '"' || (!windows && "$`\\".indexOf(next) >= 0))) {
                word.append(next);
                i += 2;
            } else {
                word.append(text.charAt(i++));
            }
        }
        if (i == text.length()) {
            throw new IllegalArgumentException("the quote " + quote + " is not closed");
        }
        at = i + 1;
    }

    /** Forgets {@code 2>&1}, {@code > file} and the like. */
    private void redirection() {
        if (word.chars().allMatch(Character::isDigit)) {
            word.setLength(0);
            begun = false;
        }
        endWord();
        dropsNext = true;
        at++;
        while (at < text.length() && (text.charAt(at) == '>' || text.charAt(at) == '&')) {
            at++;
        }
    }

    private void endWord() {
        if (!begun) {
            return;
        }
        if (!dropsNext) {
            words.add(word.toString());
        }
        dropsNext = false;
        word.setLength(0);
        begun = false;
    }

    private void endCommand() {
        endWord();
        dropsNext = false;
        if (!words.isEmpty()) {
            commands.add(words);
            words = new ArrayList<>();
        }
    }
}
