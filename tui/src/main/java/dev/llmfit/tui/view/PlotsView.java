package dev.llmfit.tui.view;

import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.answers.size.SizeAnswer;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.render.Role;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.tui.state.Questions;
import dev.llmfit.tui.state.Row;
import dev.llmfit.tui.state.Screen;
import java.util.List;
import java.util.Optional;

/** Memory and speed by context, quality by size of the file: each value was asked for, none is interpolated. */
final class PlotsView {
    /** Columns of the numbers at an axis. */
    private static final int AXIS = 5;

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

    /**
     * The launch of the plan with another context.
     *
     * @param ctx the context
     * @param now whether it is the plan's own
     * @param answer what it takes; empty while that is asked for
     */
    private record Point(int ctx, boolean now, Optional<SizeAnswer> answer) {}

    private static List<Point> points(Shown shown) {
        Optional<RecommendAnswer> best = shown.best();
        Optional<Candidate> c = shown.launch();
        if (best.isEmpty() || c.isEmpty()) {
            return List.of();
        }
        LaunchOptions options = Questions.options(c.get(), shown.chosen().launch());
        int now = options.nCtx() / options.nParallel();
        List<Integer> contexts = Questions.contexts(best.get());
        int nearest =
                contexts.stream().filter(n -> n <= now).reduce((a, b) -> b).orElse(0);
        return contexts.stream()
                .map(n -> new Point(n, n == nearest, shown.known().answer(Questions.full(shown.chosen(), c.get(), n))))
                .toList();
    }

    private static Sheet frame(Sheet sheet, String title, String right, boolean heavy, List<Point> points) {
        boolean late =
                points.isEmpty() || points.stream().anyMatch(p -> p.answer().isEmpty());
        return sheet.frame(heavy, title + (late ? " …" : ""), right, Role.HINT);
    }

    /** Sums a part of all GPUs; of a machine without, of the host. */
    private static double gib(SizeAnswer a, java.util.function.ToDoubleFunction<DeviceUse> part) {
        List<DeviceUse> uses = a.memory().devices().isEmpty()
                ? List.of(a.memory().host())
                : a.memory().devices();
        return uses.stream().mapToDouble(part).sum();
    }

    private static void memory(Sheet sheet, Shown shown, boolean heavy) {
        List<Point> points = points(shown);
        String where = shown.launch().filter(c -> !c.memory().isEmpty()).isPresent() ? "GiB on the GPU" : "GiB in RAM";
        Sheet inside = frame(sheet, "3 Memory by context", where, heavy, points);
        List<SizeAnswer> known =
                points.stream().flatMap(p -> p.answer().stream()).toList();
        if (known.isEmpty()) {
            return;
        }
        double usable = gib(known.getFirst(), u -> u.free().minus(u.margin()).gib());
        double most = known.stream().mapToDouble(PlotsView::total).max().orElse(1);
        double scale = Math.max(most, usable) * 1.02; // a little air above the limit
        int high = inside.rows() - 2;
        int wide = (inside.columns() - AXIS) / points.size();
        int limit = level(high, usable, scale);
        axis(inside, high, scale);
        inside.fill(limit, AXIS, inside.columns() - AXIS, "╌", Role.HINT);
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            int at = AXIS + i * wide;
            int index = i;
            label(inside, high, at, wide, point);
            point.answer().ifPresent(a -> {
                stack(inside, high, AXIS + index * wide, Math.max(1, wide - 2), a, scale);
                boolean fits = a.fits();
                inside.put(
                        high + 1,
                        AXIS + index * wide,
                        wide,
                        Figures.one(total(a)) + (fits ? "" : " ✗"),
                        fits ? Role.TEXT : Role.BAD);
            });
        }
        inside.put(Math.max(0, limit - 1), AXIS, Figures.one(usable) + " usable", Role.HINT);
    }

    private static double total(SizeAnswer a) {
        return gib(a, u -> u.total().gib());
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

    private static void label(Sheet inside, int row, int at, int wide, Point point) {
        inside.put(
                row,
                at,
                wide,
                (point.now() ? "▸" : "") + Figures.context(point.ctx()),
                point.now() ? Role.CHOICE : Role.HINT);
    }

    private static void stack(Sheet inside, int high, int at, int wide, SizeAnswer a, double most) {
        double[] parts = {
            gib(a, u -> u.weights().gib()),
            gib(a, u -> u.context().gib()),
            gib(a, u -> u.compute().gib()),
            gib(a, u -> u.overhead().typical().gib())
        };
        String[] glyphs = {"█", "▓", "▒", "░"};
        Role[] roles = {Role.WEIGHTS, Role.KV, Role.COMPUTE, Role.DRIVER};
        double sum = 0;
        int from = 0;
        for (int p = 0; p < parts.length; p++) {
            sum += parts[p];
            int to = sum <= 0 ? 0 : high - level(high, sum, most);
            for (int r = from; r < to; r++) {
                inside.fill(high - 1 - r, at, wide, glyphs[p], roles[p]);
            }
            from = Math.max(from, to);
        }
    }

    private static void speed(Sheet sheet, Shown shown, boolean heavy) {
        List<Point> points = points(shown);
        Sheet inside = frame(sheet, "Speed when the context is full", "tok/s", heavy, points);
        List<Speed.Range> speeds =
                points.stream().flatMap(p -> range(p).stream()).toList();
        if (speeds.isEmpty()) {
            return;
        }
        double most = speeds.stream().mapToDouble(Speed.Range::high).max().orElse(1);
        int high = inside.rows() - 2;
        int wide = (inside.columns() - AXIS) / points.size();
        axis(inside, high, most);
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            int at = AXIS + i * wide;
            label(inside, high, at, wide, point);
            Optional<Speed.Range> range = range(point);
            if (range.isPresent()) {
                int low = level(high, range.get().low(), most);
                int top = level(high, range.get().high(), most);
                for (int r = top; r <= low; r++) {
                    inside.fill(r, at, Math.max(1, wide - 2), "▒", Role.GOOD);
                }
                inside.fill(level(high, range.get().mid(), most), at, Math.max(1, wide - 2), "━", Role.CHOICE);
            }
            inside.put(
                    high + 1,
                    at,
                    wide,
                    range.map(r -> TwoDigits.of(r.mid())).orElse(point.answer().isPresent() ? "✗" : "…"),
                    Role.TEXT);
        }
    }

    private static Optional<Speed.Range> range(Point p) {
        return p.answer()
                .flatMap(a -> a.speeds().turns().stream().findFirst())
                .filter(t -> t.turn().answer() > 0)
                .map(Figures::writing);
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
