package dev.llmfit.tui.view;

import dev.llmfit.answers.plot.LaunchBars;
import dev.llmfit.answers.plot.Plot.Kind;
import dev.llmfit.answers.plot.Plot.Part;
import dev.llmfit.render.Role;
import dev.llmfit.render.plot.Stack;
import dev.llmfit.sizing.DeviceUse;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a launch takes of one memory, as a bar whose parts have a pattern of their own. */
final class MemoryBar {
    /** Columns of the name before the bar. */
    private static final int NAME = 6;

    private MemoryBar() {}

    /** Draws the bar with its name before it and its numbers behind it. A click on a part tells what it holds. */
    static void draw(Sheet sheet, int row, DeviceUse use) {
        double all = use.free().gib() - use.left() / (double) (1L << 30);
        String form = sheet.columns() < 60 ? "%5.1f / %.1f" : "%5.1f of %.1f GiB";
        String numbers = String.format(Locale.ROOT, form, all, use.free().gib());
        int wide = sheet.columns() - NAME - numbers.length() - 2;
        sheet.put(row, 0, NAME, use.name(), Role.TEXT);
        if (wide >= 4) {
            bar(sheet, row, wide, LaunchBars.parts(List.of(use)), use);
        }
        sheet.right(
                row, sheet.columns() - numbers.length(), numbers.length(), numbers, use.holds() ? Role.TEXT : Role.BAD);
    }

    private static void bar(Sheet sheet, int row, int wide, List<Part> parts, DeviceUse use) {
        double sum = parts.stream().mapToDouble(Part::amount).sum();
        double free = use.free().gib();
        boolean over = sum > free;
        double scale = wide / Math.max(Math.max(sum, free), Double.MIN_NORMAL);
        int limit = over ? Math.clamp(Math.round(free * scale), 0, wide - 1) : wide;
        int[] ends = Stack.ends(parts, scale, wide, true);
        int from = 0;
        for (int p = 0; p < ends.length; p++) {
            Kind kind = parts.get(p).kind();
            int shown = Math.min(ends[p], limit) - from;
            sheet.fill(row, NAME + from, shown, Stack.glyph(kind), Stack.role(kind));
            sheet.spot(row, NAME + from, ends[p] - from, "part:" + use.name() + "/" + kind);
            from = ends[p];
        }
        if (over) {
            sheet.put(row, NAME + limit, "│", Role.BAD);
            sheet.fill(row, NAME + limit + 1, wide - limit - 1, "╱", Role.BAD);
        } else {
            sheet.fill(row, NAME + from, wide - from, "·", Role.FREE);
        }
    }

    /** Draws what the patterns mean, with the sums of all memories. */
    static void legend(Sheet sheet, int row, int column, List<DeviceUse> uses) {
        int at = column;
        for (Part part : LaunchBars.parts(uses)) {
            at = sheet.put(row, at, Stack.glyph(part.kind()), Stack.role(part.kind()));
            String name = part.kind() == Kind.KV ? "KV" : part.kind().label();
            at = sheet.put(row, at, " " + name + " " + Figures.one(part.amount()) + "  ", Role.HINT);
        }
        String left = uses.stream().map(u -> Figures.gib(Math.max(0, u.left()))).collect(Collectors.joining(" and "));
        sheet.put(row, at, "· free " + left, Role.HINT);
    }
}
