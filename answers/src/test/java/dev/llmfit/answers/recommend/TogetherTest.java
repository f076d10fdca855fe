package dev.llmfit.answers.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Answer.Outcome;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.emit.Fleet;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.units.Environment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several models at once on desks of six kinds. */
class TogetherTest {
    private static final Workbench BENCH = Workbench.of(new Settings(Environment.ofProcess(), true));

    private static TogetherAnswer ask(String hardware, String models) {
        return BENCH.ask(new TogetherQuestion(
                TogetherQuestion.models(List.of(models)), HardwareSelector.named(hardware), LaunchWish.chat()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RTX 4070         | qwen3:8b@16k + nomic-embed-text + qwen2.5-coder:1.5b | full-gpu full-gpu full-gpu",
                "RTX 4090         | qwen3:14b + bge-m3 + qwen2.5-coder:1.5b              | full-gpu full-gpu full-gpu",
                "2x 3090          | qwen3:14b + qwen3:8b + nomic-embed-text              | full-gpu full-gpu full-gpu",
                "apple-m1-pro-16c-32g | qwen3:8b + nomic-embed-text                      | full-gpu full-gpu",
                "strix-halo-128g  | gpt-oss:120b + qwen3:8b + nomic-embed-text           | full-gpu full-gpu full-gpu",
                "rpi5-8g          | llama3.2:1b + nomic-embed-text                       | cpu cpu"
            })
    void everyMemoryHoldsAllOfThem(String hardware, String models, String verdicts) {
        TogetherAnswer answer = ask(hardware, models);
        assertEquals(Outcome.DONE, answer.outcome(), String.valueOf(answer.why()));
        List<Candidate> placed = answer.together().placed();
        assertEquals(
                verdicts,
                String.join(" ", placed.stream().map(c -> c.verdict().id()).toList()));
        Budgets one = Budgets.of(answer.machine(), Budgets.DEFAULT_MARGIN);
        long host = 0;
        for (int d = 0; d < one.devices().size(); d++) {
            long used = 0;
            for (Candidate c : placed) {
                used += c.memory().get(d).buffers().total().count();
            }
            assertTrue(used <= one.devices().get(d).count(), used + " bytes on " + d);
            host += one.shared().get(d) ? used : 0;
        }
        for (Candidate c : placed) {
            host += c.host().buffers().total().count()
                    + c.growth().bound().orElseThrow().count();
        }
        assertTrue(host <= one.host().count(), host + " bytes on the host");
        List<String> servers = answer.fleet().servers();
        assertEquals(servers, ask(hardware, models).fleet().servers(), "the same question, the same answer");
        assertEquals(placed.size(), servers.stream().distinct().count());
        assertTrue(servers.getLast().endsWith("--port " + (8080 + placed.size() - 1)), servers.getLast());
    }

    @Test
    void aModelHasItsOwnContextAndFileType() {
        List<Candidate> placed = ask("RTX 4090", "qwen3:8b:Q4_K_M@16k + llama3.2:3b@4096")
                .together()
                .placed();
        assertEquals("Q4_K_M", placed.getFirst().fileType());
        assertEquals(16_384, placed.getFirst().options().nCtx());
        assertEquals(4096, placed.getLast().options().nCtx());
    }

    @Test
    void whatDoesNotFitTogetherSaysWhatDoes() {
        TogetherAnswer answer = ask("RTX 4070", "llama3.1:405b + qwen3:4b + nomic-embed-text");
        assertEquals(Outcome.NOT_MET, answer.outcome());
        assertEquals(1, answer.together().missing().size());
        assertTrue(
                answer.why().orElseThrow().startsWith("They do not fit together: qwen3:4b + nomic-embed-text"),
                answer.why().orElseThrow());
    }

    @Test
    void programsThatRunSeveralAreTold() {
        Fleet fleet = ask("RTX 4090", "qwen3:8b + nomic-embed-text").fleet();
        String preset = fleet.emit("llama-preset").orElseThrow();
        assertTrue(preset.contains("--models-max 2"), preset);
        assertEquals(preset.indexOf("version = 1"), preset.lastIndexOf("version = 1"), preset);
        assertTrue(fleet.emit("llama-swap").orElseThrow().contains("swap: false"));
        assertTrue(fleet.emit("ollama").orElseThrow().contains("OLLAMA_MAX_LOADED_MODELS=2"));
        assertTrue(fleet.emit("vllm").isEmpty());
    }

    @Test
    void aPlusStandsBetweenModels() {
        assertEquals(List.of("a:8b", "b", "c"), TogetherQuestion.models(List.of("a:8b", "+", "b + c")));
        assertEquals(List.of("c4ai-command-r+:104b"), TogetherQuestion.models(List.of("c4ai-command-r+:104b")));
        assertThrows(RefusedException.class, () -> ask("RTX 4090", "qwen3:8b@16x + qwen3:4b"));
    }
}
