package dev.llmfit.tui.view;

import dev.llmfit.answers.size.FitsAnswer;
import dev.llmfit.render.Role;
import dev.llmfit.tui.state.Screen.Field;
import dev.llmfit.tui.state.Steps;
import java.util.List;
import java.util.Optional;

/** The values of a field as a line: a knob where it stands, heavy as far as they fit, a mark where that ends. */
final class Track {
    private Track() {}

    /**
     * Draws it; each column can be clicked and dragged to.
     *
     * @param fits what fits; empty while that is not known
     */
    static void draw(Sheet sheet, int row, int column, int wide, Field field, Steps steps, Optional<FitsAnswer> fits) {
        List<String> values = steps.values();
        if (values.size() < 2 || steps.at() < 0 || column + wide > sheet.columns()) {
            return;
        }
        Optional<FitsAnswer.Range> range = fits.flatMap(f -> Steps.fitting(field, f));
        int knob = column(steps.at(), values.size(), wide);
        for (int c = 0; c < wide; c++) {
            int value = Integer.parseInt(values.get(index(c, values.size(), wide)));
            boolean holds = range.filter(r -> r.holds(value)).isPresent();
            boolean ends = holds && c + 1 < wide && !holds(range, values, c + 1, wide);
            if (c == knob) {
                sheet.put(row, column + c, 1, "●", Role.CHOICE);
            } else if (fits.isEmpty()) {
                sheet.put(row, column + c, 1, "─", Role.HINT);
            } else {
                sheet.put(row, column + c, 1, ends ? "┃" : holds ? "━" : "·", holds ? Role.GOOD : Role.FREE);
            }
            sheet.spot(row, column + c, 1, (c == knob ? "knob:" : "track:") + field + ":" + value);
        }
    }

    private static boolean holds(Optional<FitsAnswer.Range> range, List<String> values, int column, int wide) {
        int value = Integer.parseInt(values.get(index(column, values.size(), wide)));
        return range.filter(r -> r.holds(value)).isPresent();
    }

    /** Both ends of the line are the ends of the values. */
    private static int column(int index, int values, int wide) {
        return Math.round(index * (wide - 1f) / (values - 1));
    }

    private static int index(int column, int values, int wide) {
        return Math.round(column * (values - 1f) / (wide - 1));
    }
}
