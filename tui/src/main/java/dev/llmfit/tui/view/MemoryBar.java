package dev.llmfit.tui.view;

import dev.llmfit.render.Role;
import dev.llmfit.sizing.DeviceUse;
import java.util.Locale;

/** What a launch takes of one memory, as a bar whose parts have a pattern of their own. */
final class MemoryBar {
    private static final Role[] ROLES = {Role.WEIGHTS, Role.KV, Role.COMPUTE, Role.DRIVER};
    private static final String[] GLYPHS = {"█", "▓", "▒", "░"};

    private MemoryBar() {}

    /** Draws the bar with its name before it and its numbers behind it. */
    static void draw(Sheet sheet, int row, DeviceUse use) {
        double[] parts = {
            use.weights().gib(),
            use.context().gib(),
            use.compute().gib(),
            use.overhead().typical().gib()
        };
        double all = use.free().gib() - use.left() / (double) (1L << 30);
        String numbers =
                String.format(Locale.ROOT, "%5.1f of %.1f GiB", all, use.free().gib());
        if (sheet.columns() < 60) {
            numbers = String.format(Locale.ROOT, "%5.1f / %.1f", all, use.free().gib());
        }
        int name = 6;
        int wide = sheet.columns() - name - numbers.length() - 2;
        sheet.put(row, 0, name, use.name(), Role.TEXT);
        if (wide >= 4) {
            bar(sheet, row, name, wide, parts, use.free().gib());
        }
        sheet.right(
                row, sheet.columns() - numbers.length(), numbers.length(), numbers, use.holds() ? Role.TEXT : Role.BAD);
    }

    private static void bar(Sheet sheet, int row, int left, int wide, double[] parts, double free) {
        double sum = 0;
        for (double part : parts) {
            sum += part;
        }
        boolean over = sum > free;
        double scale = wide / Math.max(Math.max(sum, free), Double.MIN_NORMAL);
        int limit = over ? Math.clamp(Math.round(free * scale), 0, wide - 1) : wide;
        double at = 0;
        int from = 0;
        for (int p = 0; p < parts.length; p++) {
            at += parts[p];
            int to = Math.clamp(Math.round(at * scale), from, wide);
            if (to == from && parts[p] > 0 && from < wide) { // what is there is seen
                to = from + 1;
            }
            int shown = Math.min(to, limit);
            if (shown > from) {
                sheet.fill(row, left + from, shown - from, GLYPHS[p], ROLES[p]);
            }
            from = Math.max(from, to);
        }
        if (over) {
            sheet.put(row, left + limit, "│", Role.BAD);
            sheet.fill(row, left + limit + 1, wide - limit - 1, "╱", Role.BAD);
        } else {
            sheet.fill(row, left + from, wide - from, "·", Role.FREE);
        }
    }

    /** Draws what the patterns mean, with the sums of all memories. */
    static void legend(Sheet sheet, int row, int column, Iterable<DeviceUse> uses) {
        double[] sums = new double[4];
        StringBuilder left = new StringBuilder();
        for (DeviceUse use : uses) {
            sums[0] += use.weights().gib();
            sums[1] += use.context().gib();
            sums[2] += use.compute().gib();
            sums[3] += use.overhead().typical().gib();
            left.append(left.isEmpty() ? "" : " and ").append(Figures.gib(Math.max(0, use.left())));
        }
        String[] names = {"weights", "KV", "compute", "driver"};
        int at = column;
        for (int p = 0; p < names.length; p++) {
            at = sheet.put(row, at, GLYPHS[p], ROLES[p]);
            at = sheet.put(row, at, " " + names[p] + " " + Figures.one(sums[p]) + "  ", Role.HINT);
        }
        sheet.put(row, at, "· free " + left, Role.HINT);
    }
}
