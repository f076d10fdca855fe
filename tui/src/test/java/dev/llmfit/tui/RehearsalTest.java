package dev.llmfit.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.tui.screen.Rehearsal;
import dev.llmfit.tui.state.Screen;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    @Test
    void itEndsByItsOwnKeys() {
        Assertions.assertTimeoutPreemptively(
                Duration.ofMinutes(2), // it takes seconds
                () -> TerminalUi.rehearse(Answered4090.bench(), Screen.first(Answered4090.chosen())));
    }

    @Test
    void aKeyIsTypedWhenAllIsAnswered() {
        StringBuilder typed = new StringBuilder();
        Rehearsal rehearsal = new Rehearsal(c -> typed.append((char) c));
        rehearsal.drawn(false);
        assertEquals("", typed.toString());
        rehearsal.drawn(true);
        assertEquals("\033[B", typed.toString());
    }
}
