package dev.llmfit.cli.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.offer.CatalogueOffer;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.units.Environment;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A list without a model shows that there are much faster models where the best ones are slow. */
class VariedListTest {
    private static List<Candidate> list(Machine machine, int top) {
        return new Recommender(machine, RuleBook.bundled(), CommandRun.bench().estimators())
                .forMachine(
                        CatalogueOffer.published(Catalogue.bundled()),
                        Request.chat().withTop(top))
                .candidates();
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
    void oneRowIsTwiceAsFastAsTheFirst(String hardware) {
        Machine machine = MachineResolver.bundled(() -> ThisMachine.read(Environment.ofProcess()))
                .resolve(HardwareSelector.named(hardware));
        List<Candidate> five = list(machine, 5);
        double first = five.getFirst().speed().tg().mid();
        assertEquals(5, five.size());
        assertTrue(five.stream().anyMatch(c -> c.speed().tg().mid() >= 2 * first), hardware);
        assertTrue(five.getLast().memory().stream().allMatch(DeviceUse::fits), hardware);
        assertEquals(five.getFirst().model(), list(machine, 1).getFirst().model());
        assertEquals(5, five.stream().map(Candidate::model).distinct().count(), "no model twice");
    }
}
