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
                "qwen3movie|unknown model architecture: 'qwen3movie'; no llama.cpp that is known here has it.|the nearest that are known are qwen3moe, qwen2moe, qwen35moe; llmfit models lists models",
                "zzzzzzzz|unknown model architecture: 'zzzzzzzz'; no llama.cpp that is known here has it.|llmfit models lists models that are known",
                "limite|architecture 'limite' is not sized, though llama.cpp loads it: missing are connections between all layers and"
                        + " values looked up by token.|llmfit models lists models that are known",
            })
    void theHintNamesTheNearestOrACommand(String architecture, String message, String hint) {
        Refusal refusal = Refusal.of(new UnsupportedArchitectureException(architecture));
        assertEquals(Refusal.Kind.MODEL, refusal.kind());
        assertEquals("architecture", refusal.code());
        assertEquals(message, refusal.message());
        assertEquals(hint, new CommandWords().of(refusal.hint()));
    }
}
