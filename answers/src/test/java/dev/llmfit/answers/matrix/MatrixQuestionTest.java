package dev.llmfit.answers.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.units.Environment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every key of a model's line counts, and what nothing is expected of is not called as expected. */
class MatrixQuestionTest {
    private MatrixAnswer answer(String yaml) {
        return Workbench.of(new Settings(Environment.ofProcess(), true)).ask(new MatrixQuestion("x.yaml", yaml));
    }

    private MatrixResult on(String machine, String line) {
        return answer("models: [{model: 'llama3.1:8b', " + line + "}]\nmachines: ['" + machine + "']\n")
                .machines()
                .getFirst();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "RTX 4090|file_type: Q4_K_M, ctx: 8k, expect: full-gpu",
                "RTX 4090|file_type: Q4_K_M, users: 4, ctx: 8k, min_tok_s: 20, expect: full-gpu",
                "RTX 3060|file_type: Q4_K_M, ctx: 8k, n_gpu_layers: 20, expect: partial-gpu",
                "RTX 3060|file_type: Q4_K_M, ctx: 8k, n_gpu_layers: 0, expect: cpu",
                "RTX 3060|file_type: Q4_K_M, n_gpu_layers: all, expect: full-gpu",
                "RTX 3060|file_type: Q4_K_M, ctx: 32k, type_k: q8_0, type_v: q8_0, expect: full-gpu",
                "RTX 3060|file_type: Q4_K_M, ctx: 32k, type_k: q8_0, expect: full-gpu",
                "RTX 3060|file_type: Q4_K_M, ctx: 8k, n_ubatch: 2048, engine: b11434",
                "2x 3060|file_type: F16, ctx: 8k, n_gpu_layers: all, expect: full-gpu"
            })
    void whatHoldsPasses(String machine, String line) {
        MatrixResult result = on(machine, line);
        assertEquals(List.of(), result.failures());
        assertTrue(result.checked());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "RTX 4090|file_type: Q4_K_M, users: 20, ctx: 128k|verdict",
                "RTX 4090|file_type: Q4_K_M, min_tok_s: 1000|tok/s instead of at least 1000.0",
                "RTX 4090|file_type: Q4_K_M, users: 8, ctx: 4k, min_tok_s: 1000|for each user",
                "RTX 3060|file_type: F16, n_gpu_layers: all|verdict no-fit instead of one that fits",
                "RTX 3060|file_type: Q4_K_M, ctx: 128k, n_gpu_layers: all|verdict no-fit",
                "RTX 3060|file_type: Q4_K_M, n_gpu_layers: 20, expect: full-gpu|verdict partial-gpu instead of"
                        + " full-gpu",
                "RTX 4090|ctx: 1m|was trained for 131,072 tokens; 1,048,576 are more"
            })
    void whatDoesNotHoldIsTold(String machine, String line, String failure) {
        List<String> failures = on(machine, line).failures();
        assertTrue(failures.stream().anyMatch(f -> f.contains(failure)), failures.toString());
    }

    /** llama.cpp has 256 slots. */
    @Test
    void moreUsersThanSlotsAreRefused() {
        RuntimeException e = assertThrows(RuntimeException.class, () -> on("RTX 4090", "users: 500"));
        assertTrue(String.valueOf(e.getMessage()).contains("users"), e.getMessage());
    }

    @Test
    void aMachineWithoutExpectationIsNotAsExpected() {
        MatrixAnswer answer = answer("machines: ['RTX 4090', 'M3 Max 64GB']");
        assertEquals(0, answer.passed());
        assertEquals(0, answer.failed());
        assertEquals(Answer.Outcome.DONE, answer.outcome());
        assertFalse(answer.machines().getFirst().checked());
        assertEquals("nothing was checked: no machine has expect: or models:", answer.summary());
        assertTrue(MatrixDocument.of(answer).toString().contains("unchecked"));
    }

    @Test
    void whatIsExpectedOfSomeIsCountedOfThose() {
        MatrixAnswer answer = answer("""
            machines:
            - RTX 4090
            - hardware: RTX 3060
              expect: {backend: cuda, gpu_count: 1}
            """);
        assertEquals("1 of 1 machines as expected, 1 not checked: nothing is expected there", answer.summary());
    }
}
