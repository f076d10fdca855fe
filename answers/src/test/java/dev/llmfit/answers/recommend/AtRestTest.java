package dev.llmfit.answers.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.units.Environment;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A Mac with 8 GiB of which a browser holds the most, and a desktop whose memory is nearly all free. */
class AtRestTest {
    private static final Workbench BENCH = Workbench.of(new Settings(Environment.ofProcess(), true));

    private static RecommendAnswer ask(String model, String hardware) {
        return BENCH.ask(new RecommendQuestion(
                Optional.of(model), HardwareSelector.named(hardware), LaunchWish.chat(), Optional.empty()));
    }

    @Test
    void saysWhatComesFirstWithOtherProgramsClosed() {
        RecommendAnswer answer = ask("llama3.1:8b", "m1-8g");
        Candidate now = answer.first().orElseThrow();
        Candidate closed = answer.atRest().orElseThrow();
        assertTrue(closed.score().utility() > now.score().utility());
        assertTrue(closed.budgets().usable() > now.budgets().usable());
        assertTrue(closed.host().fits());
    }

    @Test
    void isSilentWhereLittleWouldBeFree() {
        assertEquals(Optional.empty(), ask("llama3.1:8b", "rtx4090-24g-64g").atRest());
    }
}
