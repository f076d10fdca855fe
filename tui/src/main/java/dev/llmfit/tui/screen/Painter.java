package dev.llmfit.tui.screen;

import dev.llmfit.render.Cells;
import dev.llmfit.render.Palette;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes what has changed since the last screen: whole rows, in one update that the terminal shows at once. */
public final class Painter {
    private static final String BEGIN = "\033[?2026h";
    private static final String END = "\033[?2026l";

    private final Palette palette;
    private List<String> before = new ArrayList<>();
    private int columns;

    /** Creates a painter with these colours. */
    public Painter(Palette palette) {
        this.palette = palette;
    }

    /** Forgets what the terminal shows: the next screen is written whole. */
    public void forget() {
        before = new ArrayList<>();
    }

    /** Returns what a terminal must be sent to show a screen; empty if it shows it. */
    public Optional<String> update(Cells cells) {
        List<String> rows = cells.ansi(palette);
        boolean same = columns == cells.columns() && before.size() == rows.size();
        StringBuilder text = new StringBuilder();
        if (!same) {
            text.append("\033[2J");
        }
        for (int r = 0; r < rows.size(); r++) {
            if (!same || !rows.get(r).equals(before.get(r))) {
                // The line is cleared first: after a full row the cursor stands on its last column.
                text.append("\033[").append(r + 1).append(";1H\033[2K").append(rows.get(r));
            }
        }
        before = rows;
        columns = cells.columns();
        return text.isEmpty() ? Optional.empty() : Optional.of(BEGIN + text + END);
    }
}
