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
import java.util.List;

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

    private final Sheet whole;
    private final Shown shown;
    private int page;

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
        return new View(cells, spots, Math.max(1, layout.page));
    }

    private void draw() {
        int w = whole.columns();
        int h = whole.rows();
        if (w < LEAST_COLUMNS || h < LEAST_ROWS) {
            tiny();
            return;
        }
        HeaderView.draw(whole.part(0, 0, 1, w), shown);
        FooterView.draw(whole.part(h - 1, 0, 1, w), shown);
        if (shown.screen().zoomed() || w < TWO_COLUMNS || h < TWO_ROWS) {
            pane(shown.screen().focus(), whole.part(1, 0, h - 2, w));
        } else if (w >= ALL_COLUMNS && h >= ALL_ROWS) {
            all(w, h);
        } else if (w >= FOUR_COLUMNS && h >= FOUR_ROWS) {
            four(w, h);
        } else {
            int focus = shown.screen().focus();
            pane(Screen.MODELS, whole.part(1, 0, h - 2 - PLAN, w));
            pane(focus == Screen.MODELS ? Screen.PLAN : focus, whole.part(h - 1 - PLAN, 0, PLAN, w));
        }
        if (shown.screen().overlay().kind() != Kind.NONE) {
            whole.spots().clear(); // a click beside the box closes it
            BoxView.draw(whole, shown);
        }
    }

    private void four(int w, int h) {
        int top = h - 1 - PLOTS - WHY - 2;
        int left = w / 2 + 4;
        pane(Screen.MODELS, whole.part(1, 0, top, left));
        pane(Screen.PLAN, whole.part(1, left, top, w - left));
        int focus = shown.screen().focus();
        Sheet below = whole.part(1 + top, 0, PLOTS, w);
        if (focus >= Screen.COMPARE) {
            pane(focus, below);
        } else {
            PlotsView.draw(below, shown, 2);
        }
        WhyView.draw(whole.part(1 + top + PLOTS, 0, WHY, w), shown);
    }

    private void all(int w, int h) {
        int top = h - 1 - TALL_PLOTS - LAST - 2;
        int left = w / 2 + 4;
        pane(Screen.MODELS, whole.part(1, 0, top, left));
        pane(Screen.PLAN, whole.part(1, left, top, w - left));
        PlotsView.draw(whole.part(1 + top, 0, TALL_PLOTS, w), shown, 3);
        Sheet last = whole.part(1 + top + TALL_PLOTS, 0, LAST, w);
        pane(Screen.COMPARE, last.part(0, 0, LAST, w / 2));
        boolean runs = shown.screen().focus() == Screen.RUNS;
        pane(runs ? Screen.RUNS : Screen.BUY, last.part(0, w / 2, LAST, w - w / 2));
    }

    private void pane(int number, Sheet sheet) {
        switch (number) {
            case Screen.MODELS -> {
                page = ModelsView.seen(sheet.rows());
                ModelsView.draw(sheet, shown);
            }
            case Screen.PLAN -> PlanView.draw(sheet, shown);
            case Screen.PLOTS -> PlotsView.draw(sheet, shown, sheet.columns() >= TWO_COLUMNS ? 2 : 1);
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
