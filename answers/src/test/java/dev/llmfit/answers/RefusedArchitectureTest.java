package dev.llmfit.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.sizing.UnsupportedArchitectureException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An architecture that is not known is answered with what an installed program can do next, not with a page it does not have. */
class RefusedArchitectureTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "qwen3movie|the nearest that are known are qwen3moe, qwen2moe, qwen35moe; llmfit models lists models",
                "zzzzzzzz|llmfit models lists models that are known",
                "llama|llmfit models lists models that are known",
            })
    void theHintNamesTheNearestOrACommand(String architecture, String hint) {
        Refusal refusal = Refusal.of(new UnsupportedArchitectureException(architecture));
        assertEquals(Refusal.Kind.MODEL, refusal.kind());
        assertEquals("architecture", refusal.code());
        assertEquals("architecture '" + architecture + "' is not sized yet.", refusal.message());
        assertEquals(hint, new CommandWords().of(refusal.hint()));
    }
}
