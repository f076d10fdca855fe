package dev.llmfit.tui.view;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.quality.ModelQuality;
import dev.llmfit.render.Bar;
import dev.llmfit.render.Role;
import dev.llmfit.render.recommend.CandidateCells;
import dev.llmfit.tui.state.Chosen;
import dev.llmfit.tui.state.Chosen.Sort;
import dev.llmfit.tui.state.Questions;
import dev.llmfit.tui.state.Row;
import dev.llmfit.tui.state.Row.Mark;
import dev.llmfit.tui.state.Rows;
import dev.llmfit.tui.state.Screen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The list of models. Columns fall away by their priority; a row is never wrapped. */
final class ModelsView {
    /** Columns of the mark and the rank. */
    private static final int BEFORE = 5;

    /** The narrowest name of a model that is readable. */
    private static final int NAME = 20;

    /** Rows that explain the marks need this many rows of the pane. */
    private static final int WITH_LEGEND = 14;

    /** Columns in the order in which they are shown, with their priority: the largest falls away first. */
    private enum Column {
        SIZE("size", 13, 7, false, Sort.NAME),
        SINCE("since", 9, 8, false, Sort.SINCE),
        FILE("file", 8, 3, false, Sort.FILE),
        GIB("GiB", 6, 4, true, Sort.FILE),
        CONTEXT("context", 9, 6, true, Sort.CONTEXT),
        SPEED("tok/s", 10, 1, true, Sort.SPEED),
        CARD("card, GiB", 15, 9, true, Sort.FILE),
        ABILITY("ability", 8, 5, true, Sort.ABILITY),
        RUNS("", 3, 2, false, Sort.RANK),
        WHERE("runs", 6, 10, false, Sort.RANK);

        private final String heading;
        private final int width;
        private final int priority;
        private final boolean right;
        private final Sort sort;

        Column(String heading, int width, int priority, boolean right, Sort sort) {
            this.heading = heading;
            this.width = width;
            this.priority = priority;
            this.right = right;
            this.sort = sort;
        }
    }

    private ModelsView() {}

    /** Returns how many models are seen in a pane of so many rows. */
    static int seen(int rows) {
        int inside = rows - 3;
        return Math.max(1, inside >= WITH_LEGEND ? inside - 3 : inside);
    }

    static void draw(Sheet sheet, Shown shown) {
        Chosen c = shown.chosen();
        String query =
                shown.screen().searching() ? "  /" + c.query() + "▁" : c.query().isEmpty() ? "" : "  /" + c.query();
        long all = shown.known()
                .answer(Questions.models(c))
                .map(a -> (long) a.models().size())
                .orElse(0L);
        String filters = c.filters().stream().sorted().map(Chosen.Filter::words).collect(Collectors.joining(" · "));
        boolean known = shown.known().has(Questions.models(c));
        String right = (known ? Figures.count(shown.rows().size()) + " of " + Figures.count(all) : "…")
                + (filters.isEmpty() ? "" : " · " + filters) + " · by "
                + c.sort().words();
        boolean heavy = shown.screen().focus() == Screen.MODELS;
        Sheet inside = sheet.frame(heavy, "1 Models" + query + shown.late(Questions.list(c)), right, Role.HINT);
        sheet.spot(0, 0, sheet.columns(), "1");
        if (shown.rows().isEmpty()) {
            empty(inside, shown);
            return;
        }
        List<Column> columns = columns(inside.columns());
        int name = inside.columns()
                - BEFORE
                - columns.stream().mapToInt(k -> k.width).sum();
        heading(inside, columns, name);
        int seen = seen(sheet.rows());
        int first = Rows.first(shown.rows(), seen, c, shown.known());
        for (int i = 0; i < seen && first + i < shown.rows().size(); i++) {
            row(inside, 1 + i, columns, name, shown, shown.rows().get(first + i));
        }
        if (inside.rows() > seen + 2) {
            inside.put(
                    inside.rows() - 2,
                    0,
                    Arrays.stream(new Mark[] {Mark.WHOLE, Mark.PART, Mark.RAM, Mark.NO})
                                    .map(m -> m.glyph() + " " + m.words())
                                    .collect(Collectors.joining("  "))
                            + "  ? ability estimated",
                    Role.HINT);
            inside.put(inside.rows() - 1, 0, "x marks up to 3 to compare · s sorts · f filters · ↓ on disk", Role.HINT);
        }
    }

    private static List<Column> columns(int width) {
        List<Column> taken = new ArrayList<>();
        int room = width - BEFORE - NAME;
        for (int priority = 1; priority <= Column.values().length; priority++) {
            for (Column k : Column.values()) {
                if (k.priority == priority && k.width <= room) {
                    taken.add(k);
                    room -= k.width;
                }
            }
        }
        return taken.stream().sorted().toList();
    }

    private static void heading(Sheet inside, List<Column> columns, int name) {
        inside.put(0, 3, "# model", Role.HINT);
        inside.spot(0, BEFORE, name, "sort:" + Sort.NAME);
        int at = BEFORE + name;
        for (Column k : columns) {
            cell(inside, 0, at, k, k.heading, Role.HINT);
            inside.spot(0, at, k.width, "sort:" + k.sort);
            at += k.width;
        }
    }

    /** A column begins with a blank. */
    private static void cell(Sheet inside, int row, int at, Column k, String text, Role role) {
        if (k.right) {
            inside.right(row, at + 1, k.width - 1, text, role);
        } else {
            inside.put(row, at + 1, k.width - 1, text, role);
        }
    }

    private static void row(Sheet inside, int at, List<Column> columns, int name, Shown shown, Row row) {
        boolean marked = shown.model().filter(row.model()::equals).isPresent();
        Role role = row.mark() == Mark.NO ? Role.HINT : marked ? Role.CHOICE : Role.TEXT;
        inside.put(at, 0, marked ? "▸" : " ", Role.CHOICE);
        if (shown.chosen().compared().contains(row.model())) {
            inside.put(at, 1, "x", Role.CHOICE);
        }
        if (row.onDisk()) {
            inside.put(at, 4, "↓", Role.GOOD);
        }
        row.rank().ifPresent(rank -> inside.right(at, 2, 2, Integer.toString(rank), role));
        inside.put(at, BEFORE, name - 1, row.model(), role);
        int column = BEFORE + name;
        for (Column k : columns) {
            cell(inside, at, column, k, text(k, row), k == Column.RUNS || k == Column.WHERE ? role(row.mark()) : role);
            column += k.width;
        }
        inside.spot(at, 0, inside.columns(), "row:" + row.model());
    }

    static Role role(Mark mark) {
        return switch (mark) {
            case WHOLE -> Role.GOOD;
            case PART, RAM -> Role.PART;
            case NO -> Role.BAD;
            case UNKNOWN -> Role.HINT;
        };
    }

    private static String text(Column k, Row row) {
        return switch (k) {
            case SIZE ->
                row.summary()
                        .map(s -> Figures.parameters(s.parameters(), s.parametersActive()))
                        .orElse("");
            case SINCE -> row.summary().map(ModelSummary::release).orElse("");
            case FILE -> of(row, Candidate::fileType);
            case GIB -> of(row, l -> Figures.gib(l.fileBytes()));
            case CONTEXT -> of(row, l -> Figures.context(l.ctxEach()));
            case SPEED -> of(row, l -> TwoDigits.range(l.each()));
            case CARD -> of(row, ModelsView::card);
            case ABILITY -> of(row, l -> ability(l.score().parts().model()));
            case RUNS -> row.mark().glyph();
            case WHERE -> row.mark().word();
        };
    }

    private static String of(Row row, Function<Candidate, String> text) {
        return row.launch().map(text).orElse("…");
    }

    /** Returns an ability; one that is estimated has a question mark. */
    static String ability(ModelQuality quality) {
        return Figures.one(quality.value()) + (quality.benchmarks() > 0 ? " " : "?");
    }

    private static String card(Candidate c) {
        double used = CandidateCells.gpuGib(c);
        double budget = c.budgets().devices().stream().mapToDouble(b -> b.gib()).sum();
        int wide = 8;
        String full = Bar.of(budget > 0 ? used / budget : 0, wide);
        return full + "·".repeat(wide - full.length()) + String.format(Locale.ROOT, " %4.1f", used);
    }

    private static void empty(Sheet inside, Shown shown) {
        Optional<Refusal> refused = shown.known().refusal(Questions.models(shown.chosen()));
        boolean asked = shown.known().has(Questions.models(shown.chosen()));
        String text = refused.map(r -> r.message() + " " + Sentences.plain(r))
                .orElse(asked ? "No model passes the filters; f changes them, 5 tells what to buy." : "asking …");
        Sentences.paragraph(inside, 0, 0, text, Role.TEXT);
        if (refused.isPresent()) {
            inside.put(inside.rows() - 1, 0, "esc clears", Role.HINT);
        }
    }
}
