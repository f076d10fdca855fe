package dev.llmfit.answers.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.units.Environment;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A dense model with a layer for next-token prediction, whole on a card and partly beside it. */
class GuessedAheadTest {
    private static final Workbench BENCH = Workbench.of(new Settings(Environment.ofProcess(), true));

    private static Candidate first(String model, String hardware) {
        return BENCH.ask(new RecommendQuestion(
                        Optional.of(model), HardwareSelector.named(hardware), LaunchWish.chat(), Optional.empty()))
                .first()
                .orElseThrow();
    }

    @Test
    void aLaunchGuessesWhereItFitsAndHelps() {
        Candidate c = first("qwen3.8:27b", "rtx4090-24g-64g");
        Speed.Range ahead = c.ahead().orElseThrow();
        assertTrue(
                c.options().loadMtp() && c.options().nDraft() == 3, c.options().toString());
        assertTrue(
                ahead.low() >= c.speed().tg().low()
                        && ahead.mid() > 1.15 * c.speed().tg().mid(),
                ahead.toString());
        assertTrue(c.memory().stream().allMatch(DeviceUse::fits), "the second context is counted");
        assertTrue(c.plan().serverArguments().contains("--spec-type"));
        assertFalse(c.plan().provedArguments().contains("--spec-type"));
        assertFalse(c.commands().getOrDefault("ollama", "").contains("spec"));
        assertTrue(c.because().stream().noneMatch(f -> f.rule().id().equals("mtp/memory")));
    }

    @Test
    void expertsInRamGainNothing() {
        Candidate c = first("qwen3.6:35b", "geforce-rtx-3060-12g");
        assertTrue(c.options().nCpuMoe() > 0, c.options().toString());
        assertEquals(Optional.empty(), c.ahead());
        assertFalse(c.options().loadMtp());
    }

    @Test
    void aModelWithoutSuchLayersGuessesNothing() {
        assertEquals(Optional.empty(), first("llama3.1:8b", "rtx4090-24g-64g").ahead());
    }
}
