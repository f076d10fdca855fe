package dev.llmfit.answers.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.Json;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.purchase.UpgradePlanner;
import dev.llmfit.units.Environment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row of a plan keeps the wish of its heading: as many people, the same context and speed for each of them. */
class PlannedUsersTest {
    private static final Workbench BENCH = Workbench.of(new Settings(Environment.ofProcess(), true));

    /**
     * The third of the weights of the smallest good file and the caches is what the cheapest purchase must hold, GiB: 34.6 and 20 ×
     * 8,192 × 160 KiB (f16; half of it as q8_0) for 70 B, 4.1 and 50 × 4,096 × 128 KiB for 8 B.
     */
    @ParameterizedTest
    @CsvSource({
        "llama3.3:70b, 20,  8192, 5,  rpi5-8g,          false, 59",
        "llama3.1:8b,  50,  4096, 10, rpi5-8g,          false, 16",
        "llama3.1:8b,   1,     0, 20, rpi5-8g,          false, 4",
        "llama3.1:8b,   4,  8192, 20, rtx4090-24g-64g,  true,  4",
        "gemma2:9b,     2,     0, 10, rtx4090-24g-64g,  true,  4"
    })
    void everyRowKeepsTheWish(
            String model, int users, int ctx, double minTps, String hardware, boolean here, double leastGib) {
        String asked = ctx > 0 ? ",`ctx`:" + ctx : "";
        String question = String.format(
                "{`model`:`%s`,`users`:%d,`min_tps`:%f,`hardware`:`%s`,`top`:3%s}",
                model, users, minTps, hardware, asked);
        PlanAnswer plan = BENCH.ask(PlanDocument.question(QuestionFields.of(Json.parse(question.replace('`', '"')))));
        int trained = model.startsWith("gemma2") ? 8192 : 131_072;
        int each = ctx > 0 ? ctx : Math.min(16_384, trained);
        assertEquals(users, plan.wish().users());
        assertEquals(each, plan.wish().ctxEach());
        assertEquals(here, plan.here().isPresent());
        assertFalse(plan.machines().isEmpty());
        List<Candidate> rows = Stream.concat(
                        Stream.concat(plan.machines().stream(), plan.unpriced().stream())
                                .map(UpgradePlanner.Answer::best),
                        plan.here().stream())
                .toList();
        for (Candidate c : rows) {
            assertEquals(users, c.options().nParallel());
            assertEquals(each, c.ctxEach());
            assertTrue(c.each().mid() >= minTps, c.each().toString());
            assertTrue(c.quality().pplPercent().orElse(0.0) <= plan.wish().worstPpl());
            double gpus = c.memory().stream()
                    .mapToDouble(d -> d.buffers().total().gib())
                    .sum();
            assertTrue(gpus + c.host().buffers().total().gib() >= leastGib, gpus + " GiB");
        }
        for (UpgradePlanner.Answer a : plan.machines()) {
            assertTrue(a.ram().compareTo(a.best().host().total()) > 0);
            assertTrue(a.powerSupply().orElse(1000) > a.purchase().watts().orElse(0));
        }
        String next = plan.next().orElseThrow().toString();
        assertTrue(next.contains(Integer.toString(each)), next);
        assertEquals(users > 1, next.contains("users"), next);
        assertEquals(!here, next.contains(plan.machines().getFirst().purchase().selector()), next);
    }
}
