package dev.llmfit.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Machine;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.units.Bytes;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OllamaOutlookTest {
    private static final Engines ENGINES = new Engines(new LayerSums(), new PeakBandwidth(), EngineBuild.NEWEST);

    /** Ollama's server/routes.go: thresholds one GiB below 24 and 48. */
    @ParameterizedTest
    @CsvSource({"0, 4096", "8, 4096", "22.9, 4096", "23, 32768", "24, 32768", "46.9, 32768", "47, 262144", "80, 262144"
    })
    void theTierFollowsTheMemoryOfAllGpus(double gib, int tokens) {
        assertEquals(tokens, OllamaOutlook.tier(Bytes.ofGib(gib)));
    }

    @Test
    void aWishBeyondTheTierIsASettingAndWhatFitsByItselfNeedsNone() {
        Random random = new Random(11);
        int set = 0;
        for (int i = 0; i < 200; i++) {
            SmallModel model = SmallModel.random(random, 20);
            Machine machine = SmallMachine.random(random);
            Request request = Request.chat().withTop(1);
            Recommendation answer = new Recommender(machine, RuleBook.bundled(), ENGINES).forModel(model, request);
            Candidate first = answer.candidates().getFirst();
            if (first.verdict() != Verdict.NO_FIT) {
                OllamaOutlook outlook = first.outlook().orElseThrow();
                assertTrue(outlook.nGpuLayers() <= outlook.layers(), "case " + i);
                assertFalse(machine.devices().isEmpty() && outlook.nGpuLayers() > 0, "case " + i);
                boolean shorter = outlook.nCtx() < first.options().nCtx();
                boolean told = outlook.settings()
                        .contains("OLLAMA_CONTEXT_LENGTH=" + first.options().nCtx());
                assertTrue(!shorter || told, "case " + i + ": " + outlook);
                set += told ? 1 : 0;
            }
        }
        assertTrue(set > 20, set + " cases");
    }
}
