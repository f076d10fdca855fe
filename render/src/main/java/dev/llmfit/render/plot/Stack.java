package dev.llmfit.render.plot;

import dev.llmfit.answers.plot.Plot.Kind;
import dev.llmfit.answers.plot.Plot.Part;
import dev.llmfit.render.Role;
import java.util.List;

/** Parts of a bar, each in a pattern of its own: one look and one rounding for plots and screens, along a row or up a column. */
public final class Stack {
    private Stack() {}

    /** Returns the pattern of a part. */
    public static String glyph(Kind kind) {
        return switch (kind) {
            case WEIGHTS, WHOLE -> "█";
            case KV -> "▓";
            case COMPUTE -> "▒";
            case DRIVER -> "░";
        };
    }

    /** Returns what the cells of a part mean. */
    public static Role role(Kind kind) {
        return switch (kind) {
            case WEIGHTS, WHOLE -> Role.WEIGHTS;
            case KV -> Role.KV;
            case COMPUTE -> Role.COMPUTE;
            case DRIVER -> Role.DRIVER;
        };
    }

    /**
     * Returns the cell behind each part, counted from the beginning of the bar.
     *
     * @param scale cells for one of the plot's unit
     * @param room cells that there are
     * @param seen whether a part that is there has a cell at least, which shows small parts and makes the bar that much longer
     */
    public static int[] ends(List<Part> parts, double scale, int room, boolean seen) {
        int[] ends = new int[parts.size()];
        double sum = 0;
        int from = 0;
        for (int p = 0; p < ends.length; p++) {
            sum += parts.get(p).amount();
            int to = Math.clamp(Math.round(sum * scale), from, Math.max(from, room));
            ends[p] = seen && to == from && parts.get(p).amount() > 0 && from < room ? from + 1 : to;
            from = ends[p];
        }
        return ends;
    }
}
