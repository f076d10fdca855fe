package dev.llmfit.engine.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelfileTest {
    private static final OwnOptions NONE = new OwnOptions(Map.of());

    @Test
    void aRecipeMayBeginWithAnyNumberOfComments() {
        String comments = "# written by hand\n".repeat(20_000);
        assertTrue(Modelfile.read(comments + "FROM llama3.1:8b\n", NONE).isPresent());
        assertEquals(Optional.empty(), Modelfile.read(comments, NONE));
    }
}
