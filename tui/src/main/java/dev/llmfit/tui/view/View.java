package dev.llmfit.tui.view;

import dev.llmfit.render.Cells;
import java.util.List;
import java.util.Optional;

/**
 * A screen as it is drawn.
 *
 * @param cells its characters
 * @param spots what can be clicked, later ones above earlier ones
 * @param page rows of models that are seen
 * @param scroll rows that the text of the open box can go up
 */
public record View(Cells cells, List<Spot> spots, int page, int scroll) {
    public View {
        spots = List.copyOf(spots);
    }

    /**
     * A place that can be clicked.
     *
     * @param row row from 0
     * @param column first column from 0
     * @param columns how wide it is
     * @param key the key that a click stands for
     */
    public record Spot(int row, int column, int columns, String key) {}

    /** Returns the key that a click at a place stands for. */
    public Optional<String> keyAt(int row, int column) {
        return spots.reversed().stream()
                .filter(s -> s.row() == row && column >= s.column() && column < s.column() + s.columns())
                .map(Spot::key)
                .findFirst();
    }
}
