package dev.llmfit.tui.state;

import java.util.List;

/**
 * A box over the panes.
 *
 * @param kind which one
 * @param typed what was typed into it
 * @param row its row that is marked, from 0
 * @param text its lines, where it only shows text
 */
public record Overlay(Kind kind, String typed, int row, List<String> text) {
    /** None. */
    public static final Overlay NONE = of(Kind.NONE);

    public Overlay {
        text = List.copyOf(text);
    }

    /** Which box. */
    public enum Kind {
        NONE,
        KEYS,
        MACHINE,
        USE,
        USERS,
        FILTERS,
        TARGETS,
        RUN,
        FETCH,
        MEMORY,
        PURCHASES,
        PRICES,
        TEXT
    }

    /** Returns an empty box. */
    public static Overlay of(Kind kind) {
        return new Overlay(kind, "", 0, List.of());
    }

    /** Returns a box that shows text. */
    public static Overlay text(String title, List<String> lines) {
        return new Overlay(Kind.TEXT, title, 0, lines);
    }

    /** Returns whether what is typed goes into it. */
    public boolean isTypedInto() {
        return kind == Kind.KEYS || kind == Kind.MACHINE || kind == Kind.USERS;
    }

    /** Returns whether it is read and nothing in it is chosen. */
    public boolean isText() {
        return kind == Kind.TEXT || kind == Kind.RUN || kind == Kind.MEMORY || kind == Kind.PRICES;
    }

    /** Returns the same with other words; the first row is marked. */
    public Overlay typing(String words) {
        return new Overlay(kind, words, 0, text);
    }

    /** Returns the same with another row marked. */
    public Overlay at(int other) {
        return new Overlay(kind, typed, Math.max(0, other), text);
    }
}
