package dev.llmfit.tui.state;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Something that a key does, as the list of keys tells it.
 *
 * @param key the key that does it
 * @param keys the keys as they are shown
 * @param words what it does
 * @param place where
 */
public record Action(String key, String keys, String words, String place) {
    /** All, in the order of the list. */
    public static final List<Action> ALL = List.of(
            new Action("down", "↓ j", "next row", "Models"),
            new Action("up", "↑ k", "row before", "Models"),
            new Action("pgdn", "PgDn", "rows further down", "Models"),
            new Action("pgup", "PgUp", "rows further up", "Models"),
            new Action("g", "g", "first row", "Models"),
            new Action("G", "G", "last row", "Models"),
            new Action("/", "/", "search models by name, size or purpose", "Models"),
            new Action("f", "f", "filter models: fits, whole, fast, images, code, open, on disk", "Models"),
            new Action("s", "s", "sort models by the next column", "Models"),
            new Action("x", "x", "mark a model to compare, up to three", "Models"),
            new Action("tab", "tab", "next field of the plan", "Plan"),
            new Action("shift-tab", "⇧tab", "field before", "Plan"),
            new Action("right", "→ l", "next value of the field", "Plan"),
            new Action("left", "← h", "value before", "Plan"),
            new Action("shift-right", "⇧→", "value far on", "Plan"),
            new Action("shift-left", "⇧←", "value far back", "Plan"),
            new Action("end", "end", "largest value that fits", "Plan"),
            new Action("home", "home", "smallest value", "Plan"),
            new Action("]", "]", "context larger", "Plan"),
            new Action("[", "[", "context smaller", "Plan"),
            new Action("+", "+", "one more layer on the GPU", "Plan"),
            new Action("-", "-", "one layer less on the GPU", "Plan"),
            new Action("F", "F", "next file type", "Plan"),
            new Action("K", "K", "next type of the KV cache", "Plan"),
            new Action("f1", "F1", "first change that makes it fit (F2, F3: the next)", "Plan"),
            new Action("0", "0", "back to the recommendation", "Plan"),
            new Action("backspace", "⌫", "undo", "Plan"),
            new Action("w", "w", "where the memory goes: tensors, caches, buffers", "Plan"),
            new Action("p", "p", "prices: where they are from, the whole machine", "Buy"),
            new Action("d", "d", "download the file of the plan", "Plan"),
            new Action("e", "e", "everything that the rules say of it", "Plan"),
            new Action("o", "o", "copy for another program: Ollama, LM Studio, compose", "Plan"),
            new Action("c", "c", "copy the command that runs it", "Plan"),
            new Action("C", "C", "copy the command that proves it", "Plan"),
            new Action("S", "S", "copy the state of the screen", "everywhere"),
            new Action("v", "v", "verify: run it and hold it against the prediction", "Runs"),
            new Action("b", "b", "bench: measure its speed", "Runs"),
            new Action("stop", "k", "stop what runs (in the pane of runs)", "Runs"),
            new Action("1", "1", "models", "panes"),
            new Action("2", "2", "plan of the model", "panes"),
            new Action("3", "3", "memory and speed by context", "panes"),
            new Action("4", "4", "models side by side", "panes"),
            new Action("5", "5", "what to buy", "panes"),
            new Action("6", "6", "runs", "panes"),
            new Action("enter", "↵", "further in: the plan, a machine of Buy, a run", "panes"),
            new Action("z", "z", "this pane alone", "panes"),
            new Action("m", "m", "another machine", "everywhere"),
            new Action("u", "u", "what it is for", "everywhere"),
            new Action("n", "n", "users at the same time", "everywhere"),
            new Action("r", "r", "read machine and files again", "everywhere"),
            new Action("ctrl-l", "^L", "draw the screen again", "everywhere"),
            new Action("q", "q", "quit", "everywhere"));

    /** Returns the actions that some words name. */
    public static List<Action> named(String words) {
        List<String> all = Arrays.asList(words.strip().toLowerCase(Locale.ROOT).split("\\s+", -1));
        return ALL.stream()
                .filter(a -> all.stream()
                        .allMatch(w -> (a.keys() + ' ' + a.words() + ' ' + a.place())
                                .toLowerCase(Locale.ROOT)
                                .contains(w)))
                .toList();
    }
}
