package dev.llmfit.tui.state;

import java.util.ArrayList;
import java.util.List;

/**
 * What a person looks at.
 *
 * @param chosen what is asked
 * @param focus the pane that keys act on, 1 to 6
 * @param zoomed whether it fills the window
 * @param field the field of the plan that arrows change
 * @param overlay a box over the panes
 * @param searching whether what is typed goes into the search
 * @param note what the footer says instead of keys; empty for nothing
 * @param past what was asked before, the newest last
 */
public record Screen(
        Chosen chosen,
        int focus,
        boolean zoomed,
        Field field,
        Overlay overlay,
        boolean searching,
        String note,
        List<Chosen> past) {
    /** The pane of the models. */
    public static final int MODELS = 1;

    /** The pane of the plan. */
    public static final int PLAN = 2;

    /** The pane of the plots. */
    public static final int PLOTS = 3;

    /** The pane of models side by side. */
    public static final int COMPARE = 4;

    /** The pane of what to buy. */
    public static final int BUY = 5;

    /** The pane of what is run. */
    public static final int RUNS = 6;

    /** States that can be gone back to. */
    private static final int MOST_PAST = 20;

    public Screen {
        past = List.copyOf(past);
    }

    /** Fields of the plan, in their order. */
    public enum Field {
        FILE("file"),
        CONTEXT("context"),
        KV("KV cache"),
        NGL("-ngl"),
        NCMOE("-ncmoe"),
        SLOTS("slots");

        private final String label;

        Field(String label) {
            this.label = label;
        }

        /** Returns its name. */
        public String label() {
            return label;
        }
    }

    /** Returns the first screen. */
    public static Screen first(Chosen chosen) {
        return new Screen(chosen, MODELS, false, Field.CONTEXT, Overlay.NONE, false, "", List.of());
    }

    /** Returns whether a pane may be seen: it has the focus, or others may be seen beside it. */
    public boolean shows(int pane) {
        return focus == pane || (!zoomed && pane <= PLOTS);
    }

    /** Returns the same asking something else; what was asked can be gone back to. */
    public Screen asking(Chosen other) {
        if (other.equals(chosen)) {
            return this;
        }
        List<Chosen> more = new ArrayList<>(past);
        more.add(chosen);
        return new Screen(
                other,
                focus,
                zoomed,
                field,
                overlay,
                searching,
                "",
                more.subList(Math.max(0, more.size() - MOST_PAST), more.size()));
    }

    /** Returns the same asking something else that is not worth going back from: another row, another word. */
    public Screen showing(Chosen other) {
        return new Screen(other, focus, zoomed, field, overlay, searching, "", past);
    }

    /** Returns the same asking what was asked before. */
    public Screen back() {
        return past.isEmpty()
                ? noting("Nothing to undo.")
                : new Screen(
                        past.getLast(), focus, zoomed, field, overlay, searching, "", past.subList(0, past.size() - 1));
    }

    /** Returns the same with the focus on another pane. */
    public Screen on(int pane) {
        return new Screen(chosen, pane, zoomed, field, overlay, searching, "", past);
    }

    /** Returns the same with the pane of the focus alone, or not alone any more. */
    public Screen zoom() {
        return new Screen(chosen, focus, !zoomed, field, overlay, searching, "", past);
    }

    /** Returns the same with the focus on a field of the plan. */
    public Screen on(Field other) {
        return new Screen(chosen, PLAN, zoomed, other, overlay, searching, "", past);
    }

    /** Returns the same under a box. */
    public Screen under(Overlay box) {
        return new Screen(chosen, focus, zoomed, field, box, searching, "", past);
    }

    /** Returns the same while words are searched, or not any more. */
    public Screen searching(boolean on) {
        return new Screen(chosen, on ? MODELS : focus, zoomed, field, overlay, on, "", past);
    }

    /** Returns the same with a sentence in the footer. */
    public Screen noting(String sentence) {
        return new Screen(chosen, focus, zoomed, field, overlay, searching, sentence, past);
    }
}
