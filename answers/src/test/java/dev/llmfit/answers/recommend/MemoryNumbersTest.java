package dev.llmfit.answers.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.json.JsonValue;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.units.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        RecommendQuestion question =
                new RecommendQuestion(Optional.of(model), HardwareSelector.named(hardware), LaunchWish.chat());
        List<Candidate> candidates = Workbench.of(new Settings(Environment.ofProcess(), true))
                .ask(question)
                .found()
                .candidates();
        assertFalse(candidates.isEmpty());
        for (Candidate c : candidates) {
            for (JsonValue use : uses(CandidateDocument.of(c))) {
                long total = number(use, "weights")
                        + number(use, "context")
                        + number(use, "compute")
                        + number(use, "overhead");
                assertEquals(total, number(use, "total"), use.toString());
                long headroom = number(use, "free") - total;
                assertEquals(headroom, number(use, "headroom"), use.toString());
                long shared = use.get("shared").isPresent() ? number(use, "shared") : 0;
                assertTrue(c.verdict() == Verdict.NO_FIT || headroom - shared >= number(use, "margin"), use.toString());
            }
        }
    }

    private static List<JsonValue> uses(JsonValue candidate) {
        JsonValue memory = candidate.get("memory").orElseThrow();
        List<JsonValue> uses =
                new ArrayList<>(memory.get("devices").orElseThrow().items());
        uses.add(memory.get("host").orElseThrow());
        return uses;
    }

    private static long number(JsonValue use, String name) {
        return use.integer(name).orElseThrow();
    }
}
