package dev.llmfit.tui.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.State;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.tui.Answered4090;
import dev.llmfit.tui.state.Chosen.Changes;
import dev.llmfit.tui.state.Chosen.Filter;
import dev.llmfit.tui.state.Chosen.Sort;
import org.junit.jupiter.api.Test;

class ChosenCodecTest {
    @Test
    void aScreenIsReadAgainAsItWasWritten() {
        Changes launch = Changes.NONE
                .withFile("Q5_K_M")
                .withCtx(32_768)
                .withKv(GgmlType.Q8_0)
                .withNgl(40)
                .withNcmoe(3)
                .withSlots(2);
        Chosen chosen = Answered4090.chosen()
                .of("qwen3.6:35b")
                .with(launch)
                .by(Sort.SPEED)
                .turning(Filter.FITS)
                .searching("qwen 35")
                .marking("gemma4:31b")
                .marking("gpt-oss:20b");
        Screen read = ChosenCodec.screen(State.parse(ChosenCodec.text(chosen, 4)));
        assertEquals(chosen, read.chosen());
        assertEquals(4, read.focus());
        assertEquals("", read.note());
    }

    @Test
    void anEmptyStateIsThisMachine() {
        Screen read = ChosenCodec.screen(State.EMPTY);
        assertEquals(Chosen.of(read.chosen().machine()), read.chosen());
        assertEquals(Screen.MODELS, read.focus());
    }

    @Test
    void whatNoListHasIsRefused() {
        RefusedException sort =
                assertThrows(RefusedException.class, () -> ChosenCodec.screen(State.parse("sort=colour")));
        assertTrue(
                sort.refusal().message().contains("rank, speed"), sort.refusal().message());
        RefusedException show =
                assertThrows(RefusedException.class, () -> ChosenCodec.screen(State.parse("show=fits,red")));
        assertTrue(show.refusal().message().contains("'red'"), show.refusal().message());
    }

    @Test
    void aStateOfAnotherBuildSaysSo() {
        String note = ChosenCodec.screen(State.parse("as=b9010")).note();
        assertTrue(note.contains("b9010"), note);
    }
}
