package dev.llmfit.tui.view;

import dev.llmfit.answers.plot.Plot;
import dev.llmfit.answers.plot.Plot.Bar;
import dev.llmfit.answers.plot.Plot.Kind;
import dev.llmfit.answers.plot.Plot.Mark;
import dev.llmfit.answers.plot.Plot.Part;
import dev.llmfit.answers.plot.Plot.Span;
import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.answers.sweep.SweepAnswer;
import dev.llmfit.answers.sweep.SweepPlots;
import dev.llmfit.answers.sweep.SweepQuestion;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.render.Role;
import dev.llmfit.render.plot.Stack;
import dev.llmfit.tui.state.Questions;
import dev.llmfit.tui.state.Row;
import dev.llmfit.tui.state.Screen;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Memory and speed by context, quality by size of the file: each value was asked for, none is interpolated. */
final class PlotsView {
    /** Columns of the numbers at an axis. */
    private static final int AXIS = 5;

    /** Columns of a bar under which a number with its mark has room. */
    private static final int ROOMY = 7;

    private PlotsView() {}

    /** Draws so many plots side by side. */
    static void draw(Sheet sheet, Shown shown, int plots) {
        boolean heavy = shown.screen().focus() == Screen.PLOTS;
        int wide = sheet.columns() / plots;
        for (int p = 0; p < plots; p++) {
            Sheet part = sheet.part(0, p * wide, sheet.rows(), p == plots - 1 ? sheet.columns() - p * wide : wide);
            part.spot(0, 0, part.columns(), "3");
            switch (p) {
                case 0 -> memory(part, shown, heavy);
                case 1 -> speed(part, shown, heavy);
                default -> quality(part, shown, heavy);
            }
        }
    }

    /** Returns the launch of the plan by context, as it is known; while it is asked for, that of the last launch. */
    static Optional<SweepAnswer> sweep(Shown shown) {
        return question(shown)
                .flatMap(q -> shown.known()
                        .answer(q)
                        .or(() -> shown.known()
                                .newest(
                                        SweepQuestion.class,
                                        other -> other.values().equals(q.values())
                                                && other.base()
                                                        .model()
                                                        .equals(q.base().model())
                                                && other.base()
                                                        .place()
                                                        .equals(q.base().place()))));
    }

    private static Optional<SweepQuestion> question(Shown shown) {
        return shown.best().flatMap(best -> Questions.sweep(shown.chosen(), best));
    }

    private static void memory(Sheet sheet, Shown shown, boolean heavy) {
        String where = shown.launch().filter(c -> !c.memory().isEmpty()).isPresent() ? "GiB on the GPU" : "GiB in RAM";
        upright(sheet, shown, heavy, "3 Memory by context", where, SweepPlots::memory);
    }

    private static void speed(Sheet sheet, Shown shown, boolean heavy) {
        upright(sheet, shown, heavy, "Speed when the context is full", "tok/s", SweepPlots::full);
    }

    /** Draws a plot with its bars standing. */
    private static void upright(
            Sheet sheet, Shown shown, boolean heavy, String title, String unit, Function<SweepAnswer, Plot> plotted) {
        boolean late = question(shown).filter(shown.known()::has).isEmpty();
        Sheet inside = sheet.frame(heavy, title + (late ? " …" : ""), unit, Role.HINT);
        Optional<SweepAnswer> answer = sweep(shown);
        if (answer.isEmpty()) {
            return;
        }
        Plot plot = plotted.apply(answer.get());
        double most = Math.max(plot.most(), Double.MIN_NORMAL) * 1.02; // a little air above the limit
        int high = inside.rows() - 2;
        int wide = (inside.columns() - AXIS) / plot.bars().size();
        axis(inside, high, most);
        plot.limits()
                .forEach(l -> inside.fill(level(high, l.value(), most), AXIS, inside.columns() - AXIS, "╌", Role.HINT));
        int now = now(shown, answer.get());
        for (int i = 0; i < plot.bars().size(); i++) {
            Bar bar = plot.bars().get(i);
            int at = AXIS + i * wide;
            int tokens = Integer.parseInt(answer.get().rows().get(i).value());
            boolean narrow = wide < ROOMY;
            String context = narrow && i == now ? Integer.toString(tokens / 1024) : Figures.context(tokens);
            inside.put(high, at, wide - 1, (i == now ? "▸" : "") + context, i == now ? Role.CHOICE : Role.HINT);
            bar.span().ifPresent(span -> span(inside, high, at, Math.max(1, wide - 2), span, most));
            stack(inside, high, at, Math.max(1, wide - 2), bar.parts(), most);
            boolean over = bar.mark() == Mark.OVER;
            String number = bar.span()
                    .map(span -> TwoDigits.of(span.mid()))
                    .orElse(bar.parts().isEmpty() ? "" : total(bar, narrow));
            String mark = over ? narrow ? "✗" : " ✗" : "";
            inside.put(high + 1, at, wide - 1, number + mark, over ? Role.BAD : Role.TEXT);
        }
        plot.limits()
                .forEach(l -> inside.put(
                        Math.max(0, level(high, l.value(), most) - 1),
                        AXIS,
                        Figures.one(l.value()) + " usable",
                        Role.HINT));
    }

    private static String total(Bar bar, boolean narrow) {
        return narrow ? Long.toString(Math.round(bar.total())) : Figures.one(bar.total());
    }

    /** Returns the bar of the largest context that is not larger than the plan's; -1 if there is none. */
    private static int now(Shown shown, SweepAnswer answer) {
        int ctx = shown.launch()
                .map(c -> Questions.options(c, shown.chosen().launch()))
                .map(o -> o.nCtx() / o.nParallel())
                .orElse(0);
        return (int) answer.rows().stream()
                        .filter(r -> Integer.parseInt(r.value()) <= ctx)
                        .count()
                - 1;
    }

    private static void stack(Sheet inside, int high, int at, int wide, List<Part> parts, double most) {
        int[] ends = Stack.ends(parts, (high - 1) / most, high, false);
        int from = 0;
        for (int p = 0; p < ends.length; p++) {
            Kind kind = parts.get(p).kind();
            for (int r = from; r < ends[p]; r++) {
                inside.fill(high - 1 - r, at, wide, Stack.glyph(kind), Stack.role(kind));
            }
            from = ends[p];
        }
    }

    private static void span(Sheet inside, int high, int at, int wide, Span span, double most) {
        for (int r = level(high, span.high(), most); r <= level(high, span.low(), most); r++) {
            inside.fill(r, at, wide, "▒", Role.GOOD);
        }
        inside.fill(level(high, span.mid(), most), at, wide, "━", Role.CHOICE);
    }

    /** Writes round numbers beside the rows that they fall on. */
    private static void axis(Sheet inside, int high, double most) {
        double step = Math.pow(10, Math.floor(Math.log10(Math.max(most / 2, Double.MIN_NORMAL))));
        step = most / step > 10 ? 5 * step : most / step > 5 ? 2 * step : step;
        for (double value = 0; value <= most; value += step) {
            inside.right(
                    level(high, value, most),
                    0,
                    AXIS - 1,
                    step < 1 ? Figures.one(value) : Figures.count(Math.round(value)),
                    Role.HINT);
        }
    }

    private static int level(int high, double value, double most) {
        return Math.clamp(high - 1 - Math.round((high - 1) * value / most), 0, high - 1);
    }

    private static void quality(Sheet sheet, Shown shown, boolean heavy) {
        List<Row> rows =
                shown.rows().stream().filter(r -> r.launch().isPresent()).toList();
        Sheet inside = sheet.frame(heavy, "Ability by file size", rows.size() + " models that were asked", Role.HINT);
        if (rows.isEmpty()) {
            return;
        }
        List<Candidate> all = rows.stream().map(r -> r.launch().orElseThrow()).toList();
        double least = Math.log(
                all.stream().mapToDouble(c -> c.fileBytes().gib()).min().orElse(1) * 0.9);
        double most = Math.log(
                all.stream().mapToDouble(c -> c.fileBytes().gib()).max().orElse(2) * 1.1);
        double bottom = all.stream().mapToDouble(PlotsView::ability).min().orElse(0) - 0.5;
        double top = all.stream().mapToDouble(PlotsView::ability).max().orElse(1) + 0.5;
        int high = inside.rows() - 1;
        int wide = inside.columns() - AXIS;
        for (int r = 0; r < high; r += Math.max(1, high / 4)) {
            inside.right(r, 0, AXIS - 1, Figures.one(top - (top - bottom) * r / Math.max(1, high - 1)), Role.HINT);
        }
        double card = all.getFirst().budgets().devices().stream()
                .mapToDouble(b -> b.gib())
                .sum();
        if (card > 0 && Math.log(card) > least && Math.log(card) < most) {
            int at = AXIS + (int) ((wide - 1) * (Math.log(card) - least) / (most - least));
            for (int r = 0; r < high; r++) {
                inside.put(r, at, 1, "╎", Role.HINT);
            }
            inside.put(high - 1, at + 1, "the GPU", Role.HINT);
        }
        for (int i = 0; i < rows.size(); i++) {
            Candidate c = all.get(i);
            int at = AXIS + (int) ((wide - 1) * (Math.log(c.fileBytes().gib()) - least) / (most - least));
            int r = Math.clamp(Math.round((high - 1) * (top - ability(c)) / (top - bottom)), 0, high - 1);
            boolean marked = shown.model().filter(c.model()::equals).isPresent();
            inside.put(
                    r,
                    at,
                    1,
                    marked ? "▸" : rows.get(i).mark().glyph(),
                    marked ? Role.CHOICE : ModelsView.role(rows.get(i).mark()));
            inside.spot(r, at, 1, "row:" + c.model());
        }
        for (int x = 0; x <= 4; x++) {
            double size = Math.exp(least + (most - least) * x / 4);
            inside.put(high, AXIS + (wide - 5) * x / 4, TwoDigits.of(size), Role.HINT);
        }
    }

    private static double ability(Candidate c) {
        return c.score().parts().model().value();
    }
}
