package dev.llmfit.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.render.Cells;
import dev.llmfit.render.Glyphs;
import dev.llmfit.tui.keys.Event.Deed;
import dev.llmfit.tui.keys.Event.Mouse;
import dev.llmfit.tui.keys.Event.Stroke;
import dev.llmfit.tui.state.Keymap;
import dev.llmfit.tui.state.Known;
import dev.llmfit.tui.state.Screen;
import dev.llmfit.tui.view.View;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PointerTest {
    private static final View VIEW = new View(
            new Cells(80, 24, Glyphs.UNICODE),
            List.of(
                    new View.Spot(3, 0, 80, "row:gemma4:31b"),
                    new View.Spot(13, 25, 6, "field:CONTEXT"),
                    new View.Spot(13, 31, 1, "more:CONTEXT"),
                    new View.Spot(13, 40, 1, "track:CONTEXT:4096"),
                    new View.Spot(13, 41, 1, "knob:CONTEXT:8192"),
                    new View.Spot(13, 42, 1, "track:CONTEXT:16384")),
            8,
            0);

    private final Pointer pointer = new Pointer();

    private Optional<Stroke> key(Deed deed, int column, int row) {
        return pointer.key(new Mouse(deed, column, row), VIEW, false);
    }

    private static Optional<Stroke> stroke(String name) {
        return Optional.of(new Stroke(name));
    }

    @Test
    void aPressIsTheKeyOfItsPlace() {
        assertEquals(stroke("row:gemma4:31b"), key(Deed.PRESS, 4, 3));
        assertEquals(stroke("more:CONTEXT"), key(Deed.PRESS, 31, 13));
        assertEquals(Optional.empty(), key(Deed.PRESS, 4, 20));
        assertEquals(stroke("esc"), pointer.key(new Mouse(Deed.PRESS, 4, 20), VIEW, true));
    }

    @Test
    void theWheelStepsWhatIsUnderIt() {
        assertEquals(stroke("more:CONTEXT"), key(Deed.WHEEL_UP, 26, 13));
        assertEquals(stroke("less:CONTEXT"), key(Deed.WHEEL_DOWN, 31, 13));
        assertEquals(stroke("down"), key(Deed.WHEEL_DOWN, 4, 3));
    }

    @Test
    void aDragIsOneStepForEachColumnAndEndsWithItsRelease() {
        assertEquals(stroke("field:CONTEXT"), key(Deed.PRESS, 26, 13));
        assertEquals(Optional.empty(), key(Deed.DRAG, 26, 13));
        assertEquals(stroke("move:CONTEXT:2"), key(Deed.DRAG, 28, 13));
        assertEquals(stroke("drag:CONTEXT:-5"), key(Deed.DRAG, 23, 14)); // wherever the row is by then
        assertEquals(Optional.empty(), key(Deed.RELEASE, 23, 14));
        assertEquals(Optional.empty(), key(Deed.DRAG, 30, 13));
    }

    @Test
    void aKnobFollowsThePointerAlongItsTrack() {
        assertEquals(stroke("field:CONTEXT"), key(Deed.PRESS, 41, 13));
        assertEquals(stroke("track:CONTEXT:16384"), key(Deed.DRAG, 42, 13));
        assertEquals(stroke("slide:CONTEXT:4096"), key(Deed.DRAG, 40, 20)); // the pointer need not stay in the row
        assertEquals(Optional.empty(), key(Deed.DRAG, 60, 13));
        assertEquals(Optional.empty(), key(Deed.RELEASE, 60, 13));
        assertEquals(stroke("track:CONTEXT:4096"), key(Deed.PRESS, 40, 13));
        assertEquals(stroke("slide:CONTEXT:16384"), key(Deed.DRAG, 42, 13));
        assertEquals(stroke("more:CONTEXT"), key(Deed.WHEEL_UP, 42, 13));
    }

    @Test
    void oneUndoTakesBackAWholeSlide() {
        Screen before = Screen.first(Answered4090.chosen());
        Screen screen = before;
        Known known = Answered4090.known(screen, 8);
        for (String key : List.of("field:CONTEXT", "track:CONTEXT:16384", "slide:CONTEXT:8192")) {
            screen = new Keymap(known, 8, 0).press(screen, new Stroke(key)).screen();
        }
        assertEquals(Optional.of(8192), screen.chosen().launch().ctx());
        assertEquals(before.chosen(), screen.back().chosen());
    }

    @Test
    void oneUndoTakesBackAWholeDrag() {
        Screen before = Screen.first(Answered4090.chosen());
        Screen screen = before;
        Known known = Answered4090.known(screen, 8);
        for (String key : List.of("move:CONTEXT:-1", "drag:CONTEXT:-1", "drag:CONTEXT:-1")) {
            screen = new Keymap(known, 8, 0).press(screen, new Stroke(key)).screen();
        }
        assertEquals(1, screen.past().size());
        assertEquals(before.chosen(), screen.back().chosen());
        assertEquals(Optional.of(8192), screen.chosen().launch().ctx());
    }
}
