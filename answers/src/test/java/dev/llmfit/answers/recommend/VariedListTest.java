package dev.llmfit.answers.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.units.Environment;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A list without a model shows that there are much faster models where the best ones are slow. */
class VariedListTest {
    private static final Workbench BENCH = Workbench.of(new Settings(Environment.ofProcess(), true));

    private static List<Candidate> list(String hardware, int top) {
        LaunchWish chat = LaunchWish.chat();
        LaunchWish wish = new LaunchWish(
                chat.useCase(),
                chat.ctx(),
                chat.minTps(),
                chat.users(),
                chat.prefer(),
                chat.fileType(),
                chat.cacheType(),
                chat.margin(),
                top);
        RecommendQuestion question = new RecommendQuestion(Optional.empty(), HardwareSelector.named(hardware), wish);
        return BENCH.ask(question).found().candidates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "geforce-rtx-4060-8g",
                "geforce-rtx-3060-12g",
                "geforce-rtx-4090-24g",
                "rtx-a6000-48g",
                "apple-m2-max-38c-64g"
            })
    void theListSpansTwiceTheSpeed(String hardware) {
        List<Candidate> few = list(hardware, 5);
        double first = few.getFirst().speed().tg().mid();
        assertTrue(few.size() >= 4, "much worse models are left out: " + few.size());
        assertTrue(
                few.stream().mapToDouble(c -> c.speed().tg().mid()).anyMatch(tg -> tg >= 2 * first || first >= 2 * tg),
                hardware);
        assertTrue(few.getLast().memory().stream().allMatch(DeviceUse::fits), hardware);
        assertEquals(few.getFirst().model(), list(hardware, 1).getFirst().model());
        assertEquals(few.size(), few.stream().map(Candidate::model).distinct().count(), "no model twice");
    }
}
