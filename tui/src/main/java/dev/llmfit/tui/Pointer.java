package dev.llmfit.tui;

import dev.llmfit.tui.keys.Event.Mouse;
import dev.llmfit.tui.keys.Event.Stroke;
import dev.llmfit.tui.view.View;
import java.util.Optional;

/** The mouse as keys: a press is the key of its place; a drag over a value of the plan is one step for each column. */
final class Pointer {
    private String dragged = "";
    private boolean track;
    private boolean moved;
    private int column;
    private int row;

    /**
     * Returns the key that the mouse stands for.
     *
     * @param box whether a box lies over the panes: a press beside it closes it
     */
    Optional<Stroke> key(Mouse mouse, View view, boolean box) {
        Optional<String> under = view.keyAt(mouse.row(), mouse.column());
        Optional<String> field =
                under.filter(u -> u.matches("(field|more|less|track|knob):.*")).map(u -> u.split(":", -1)[1]);
        return switch (mouse.deed()) {
            case PRESS -> {
                dragged = field.orElse("");
                column = mouse.column();
                row = mouse.row();
                moved = under.filter(u -> u.startsWith("track:")).isPresent();
                track = moved || under.filter(u -> u.startsWith("knob:")).isPresent();
                yield box && under.isEmpty()
                        ? Optional.of(new Stroke("esc"))
                        : under.filter(k -> !k.equals("box"))
                                .map(k -> k.startsWith("knob:") ? "field:" + dragged : k)
                                .map(Stroke::new);
            }
            case DRAG -> track ? slid(view, mouse.column()) : dragged(mouse.column());
            case RELEASE -> {
                dragged = "";
                yield Optional.empty();
            }
            case WHEEL_UP -> Optional.of(new Stroke(field.map(f -> "more:" + f).orElse("up")));
            case WHEEL_DOWN ->
                Optional.of(new Stroke(field.map(f -> "less:" + f).orElse("down")));
        };
    }

    /** A knob follows the pointer along its track; the first step can be undone, and takes the others with it. */
    private Optional<Stroke> slid(View view, int to) {
        Optional<String> place = dragged.isEmpty()
                ? Optional.empty()
                : view.keyAt(row, to).filter(k -> k.startsWith("track:" + dragged + ":"));
        Optional<Stroke> key = place.map(k -> new Stroke(moved ? "slide" + k.substring("track".length()) : k));
        moved = moved || key.isPresent();
        return key;
    }

    /** The first step of a drag can be undone, and takes the others with it. */
    private Optional<Stroke> dragged(int to) {
        int by = to - column;
        if (dragged.isEmpty() || by == 0) {
            return Optional.empty();
        }
        String key = (moved ? "drag:" : "move:") + dragged + ":" + by;
        moved = true;
        column = to;
        return Optional.of(new Stroke(key));
    }
}
