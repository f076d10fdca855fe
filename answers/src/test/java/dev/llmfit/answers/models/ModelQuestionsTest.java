package dev.llmfit.answers.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.json.Json;
import dev.llmfit.probe.hardware.HardwareSelector;
import org.junit.jupiter.api.Test;

class ModelQuestionsTest {
    @Test
    void questionsAreReadFromDocuments() {
        HardwareSelector machine = HardwareSelector.named("rpi5-8g");
        assertEquals(
                new ModelsQuestion("qwen3 8b", machine),
                ModelsDocument.question(Json.parse("{\"query\":\"qwen3 8b\",\"hardware\":\"rpi5-8g\"}")));
        assertEquals(
                new LocalModelsQuestion("", machine),
                LocalModelsDocument.question(Json.parse("{\"hardware\":\"rpi5-8g\"}")));
        assertEquals(
                new ModelQuestion("llama3.1:8b", true),
                ModelDocument.question(Json.parse("{\"model\":\"llama3.1:8b\",\"header_only\":true}")));
        assertEquals(
                new PullQuestion("hf:org/name", true, HardwareSelector.THIS_MACHINE),
                PullDocument.question(Json.parse("{\"model\":\"hf:org/name\",\"force\":true}")));
    }

    @Test
    void aFieldOfAnotherQuestionIsRefused() {
        assertThrows(RefusedException.class, () -> ModelsDocument.question(Json.parse("{\"model\":\"x\"}")));
        assertThrows(RefusedException.class, () -> LocalModelsDocument.question(Json.parse("{\"force\":true}")));
        assertThrows(
                RefusedException.class, () -> ModelDocument.question(Json.parse("{\"model\":\"x\",\"query\":\"y\"}")));
        assertThrows(
                RefusedException.class,
                () -> PullDocument.question(Json.parse("{\"model\":\"x\",\"header_only\":true}")));
    }
}
