package dev.llmfit.cli.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.offer.CatalogueOffer;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One meaning of {@code total}, {@code headroom} and {@code margin} in every document. */
class MemoryNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "2x geforce-rtx-3090-24g, llama3.1:70b",
        "rtx4090-24g-64g, llama3.1:70b",
        "rtx4090-24g-64g, qwen3:30b-a3b",
        "apple-m2-max-38c-96g, llama3.1:70b",
        "epyc-9554-12ch-cpu, llama3.1:8b"
    })
    void totalIsBuffersAndOverheadAndHeadroomTheRestOfWhatIsFree(String hardware, String model) {
        Machine machine = MachineResolver.bundled(() -> {
                    throw new IllegalStateException("the machine is named");
                })
                .resolve(HardwareSelector.named(hardware));
        List<Candidate> candidates = new Recommender(
                        machine, RuleBook.bundled(), CommandRun.bench().estimators())
                .forModel(
                        CatalogueOffer.of(model, Catalogue.bundled().find(model).orElseThrow()), Request.chat())
                .candidates();
        assertFalse(candidates.isEmpty());
        for (Candidate c : candidates) {
            for (Map<?, ?> use : uses(RecommendJson.candidate(c))) {
                long total = number(use, "weights")
                        + number(use, "context")
                        + number(use, "compute")
                        + number(use, "overhead");
                assertEquals(total, number(use, "total"), use.toString());
                long headroom = number(use, "free") - total;
                assertEquals(headroom, number(use, "headroom"), use.toString());
                long shared = use.containsKey("shared") ? number(use, "shared") : 0;
                assertTrue(c.verdict() == Verdict.NO_FIT || headroom - shared >= number(use, "margin"), use.toString());
            }
        }
    }

    private static List<Map<?, ?>> uses(Map<String, Object> candidate) {
        Map<?, ?> memory = assertInstanceOf(Map.class, candidate.get("memory"));
        List<Map<?, ?>> uses = new ArrayList<>();
        for (Object device : assertInstanceOf(List.class, memory.get("devices"))) {
            uses.add(assertInstanceOf(Map.class, device));
        }
        uses.add(assertInstanceOf(Map.class, memory.get("host")));
        return uses;
    }

    private static long number(Map<?, ?> use, String name) {
        Object value = use.get(name);
        return value instanceof Bytes b ? b.count() : assertInstanceOf(Long.class, value);
    }
}
