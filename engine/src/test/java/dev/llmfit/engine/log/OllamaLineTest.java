package dev.llmfit.engine.log;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OllamaLineTest {
    @Test
    void aMessageIsReadHoweverLongItIs() {
        String message = "b \\\"a\\\" ".repeat(20_000);
        OllamaLine line =
                OllamaLine.of("level=ERROR msg=\"" + message + "\" pid=1").orElseThrow();
        assertEquals(
                message.replace("\\\"", "\""),
                requireNonNull(line.fields().get("msg")).replace("\\\"", "\""));
        assertEquals("1", line.fields().get("pid"));
    }
}
