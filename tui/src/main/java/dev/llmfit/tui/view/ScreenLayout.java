package dev.llmfit.tui.view;

import dev.llmfit.render.Cells;
import dev.llmfit.render.Glyphs;
import dev.llmfit.render.Role;
import dev.llmfit.tui.state.Known;
import dev.llmfit.tui.state.Overlay.Kind;
import dev.llmfit.tui.state.Row;
import dev.llmfit.tui.state.Rows;
import dev.llmfit.tui.state.RunState;
import dev.llmfit.tui.state.Screen;
import dev.llmfit.tui.view.View.Spot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where each pane stands in a window of a size. */
public final class ScreenLayout {
    /** Below this size a window has one pane. */
    private static final int TWO_COLUMNS = 80;

    private static final int TWO_ROWS = 24;

    /** From this size on it has models, plan, plots and reasons. */
    private static final int FOUR_COLUMNS = 120;

    private static final int FOUR_ROWS = 40;

    /** From this size on it has all. */
    private static final int ALL_COLUMNS = 200;

    private static final int ALL_ROWS = 60;

    /** Below this size there is no frame. */
    private static final int LEAST_COLUMNS = 40;

    private static final int LEAST_ROWS = 12;

    /** Rows of the plan, the plots, the reasons, and of what is compared and bought. */
    private static final int PLAN = 11;

    private static final int PLOTS = 12;
    private static final int WHY = 7;
    private static final int TALL_PLOTS = 15;
    private static final int LAST = 13;

    private static final List<String> NAMES = List.of("models", "plan", "plots", "compare", "buy", "runs");

    private final Set<Integer> seen = new HashSet<>();
    private final Sheet whole;
    private final Shown shown;
    private int page;
    private int scroll;

    private ScreenLayout(Sheet whole, Shown shown) {
        this.whole = whole;
        this.shown = shown;
    }

    /** Draws a screen. */
    public static View draw(Screen screen, Known known, RunState run, int columns, int rows, Glyphs glyphs) {
        Cells cells = new Cells(Math.max(1, columns), Math.max(1, rows), glyphs);
        List<Spot> spots = new ArrayList<>();
        List<Row> models = Rows.of(screen.chosen(), known);
        Sheet whole = new Sheet(cells, spots, 0, 0, cells.rows(), cells.columns());
        ScreenLayout layout = new ScreenLayout(whole, new Shown(screen, known, run, models));
        layout.draw();
        return new View(cells, spots, Math.max(1, layout.page), layout.scroll);
    }

    private void draw() {
        int w = whole.columns();
        int h = whole.rows();
        if (w < LEAST_COLUMNS || h < LEAST_ROWS) {
            tiny();
            return;
        }
        String warning = shown.known().warning();
        HeaderView.draw(whole.part(0, 0, 1, w), shown);
        whole.put(1, 0, warning, Role.HINT);
        FooterView.draw(whole.part(h - 1, 0, 1, w), shown);
        int top = warning.isEmpty() ? 1 : 2;
        panes(whole.part(top, 0, h - 1 - top, w), w, h);
        if (shown.screen().overlay().kind() != Kind.NONE) {
            whole.spots().clear(); // a click beside the box closes it
            scroll = BoxView.draw(whole, shown);
        }
    }

    private void panes(Sheet room, int w, int h) {
        int focus = shown.screen().focus();
        if (shown.screen().zoomed() || w < TWO_COLUMNS || h < TWO_ROWS) {
            pane(focus, room);
            tabs(room, room.rows() - 1);
        } else if (w >= ALL_COLUMNS && h >= ALL_ROWS) {
            all(room);
            tabs(room, room.rows() - 2);
        } else if (w >= FOUR_COLUMNS && h >= FOUR_ROWS) {
            four(room);
            tabs(room, room.rows() - 2);
        } else {
            int models = room.rows() - PLAN;
            pane(Screen.MODELS, room.part(0, 0, models, w));
            pane(focus == Screen.MODELS ? Screen.PLAN : focus, room.part(models, 0, PLAN, w));
            tabs(room, room.rows() - 1);
        }
    }

    private void four(Sheet room) {
        int top = room.rows() - PLOTS - WHY - 1;
        int left = room.columns() / 2 + 4;
        pane(Screen.MODELS, room.part(0, 0, top, left));
        pane(Screen.PLAN, room.part(0, left, top, room.columns() - left));
        pane(Math.max(Screen.PLOTS, shown.screen().focus()), room.part(top, 0, PLOTS, room.columns()));
        WhyView.draw(room.part(top + PLOTS, 0, WHY, room.columns()), shown);
    }

    private void all(Sheet room) {
        int top = room.rows() - TALL_PLOTS - LAST - 1;
        int left = room.columns() / 2 + 4;
        pane(Screen.MODELS, room.part(0, 0, top, left));
        pane(Screen.PLAN, room.part(0, left, top, room.columns() - left));
        pane(Screen.PLOTS, room.part(top, 0, TALL_PLOTS, room.columns()));
        Sheet last = room.part(top + TALL_PLOTS, 0, LAST, room.columns());
        int half = room.columns() / 2;
        pane(Screen.COMPARE, last.part(0, 0, LAST, half));
        boolean runs = shown.screen().focus() == Screen.RUNS;
        pane(runs ? Screen.RUNS : Screen.BUY, last.part(0, half, LAST, room.columns() - half));
    }

    /** Names the panes that are not seen in the lowest edge of a frame; each is a key and can be clicked. */
    private void tabs(Sheet room, int row) {
        int right = room.columns() - 2;
        for (int pane = Screen.RUNS; pane >= Screen.MODELS; pane--) {
            String running = pane == Screen.RUNS && shown.run().going() ? " ●1" : "";
            String name = " " + pane + " " + NAMES.get(pane - 1) + running + " ";
            int wide = room.cells().width(name);
            if (!seen.contains(pane) && right - wide > 1) {
                right -= wide;
                room.put(row, right, name, running.isEmpty() ? Role.HINT : Role.CHOICE);
                room.spot(row, right, wide, Integer.toString(pane));
            }
        }
    }

    private void pane(int number, Sheet sheet) {
        seen.add(number);
        switch (number) {
            case Screen.MODELS -> {
                page = ModelsView.seen(sheet.rows());
                ModelsView.draw(sheet, shown);
            }
            case Screen.PLAN -> PlanView.draw(sheet, shown);
            case Screen.PLOTS ->
                PlotsView.draw(sheet, shown, sheet.columns() < TWO_COLUMNS ? 1 : sheet.columns() < ALL_COLUMNS ? 2 : 3);
            case Screen.COMPARE -> CompareView.draw(sheet, shown);
            case Screen.BUY -> BuyView.draw(sheet, shown);
            default -> RunsView.draw(sheet, shown);
        }
    }

    /** The answer as plain text, for a window that has no room for frames. */
    private void tiny() {
        int row = 0;
        for (String line : Spoken.answer(shown)) {
            row = Sentences.paragraph(whole, row, 0, line, Role.TEXT);
        }
    }
}
